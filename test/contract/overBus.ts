import type { Test } from 'tap'
import type { Call } from '../../src/api/call.js'
import type { Driver } from '../../src/api/Driver.js'
import { errorCodes } from '../../src/api/errorCodes.js'
import { LibvirtError } from '../../src/api/LibvirtError.js'
import type { Fields } from '../../src/api/schema.js'
import type { BusConnection } from '../../src/bus/connection/BusConnection.js'
import { Guard } from '../../src/access/Guard.js'
import { BusDoor } from '../../src/bus/BusDoor.js'
import { BusError } from '../../src/bus/connection/BusError.js'
import { Variant } from '../../src/bus/codec/values.js'
import { busInterfaces } from '../../src/bus/generated/interfaces.js'
import { hasPlace, objectPath } from '../../src/bus/tree/objectPaths.js'
import { frontDriver } from '../../src/rpc/client/frontDriver.js'
import { openRemoteRoutes } from '../../src/rpc/openRemoteRoutes.js'
import { doorOn, testPath } from '../bus/doorOn.js'
import { SocketServer } from '../wire/SocketServer.js'
import { type ContractClient, inProcess } from './ContractClient.js'

type Values = Record<string, unknown>
type Signatures = Record<string, { methods: Record<string, { in: string; out: string }> }>

/** Arguments of the road that this API does not have, because it always wants everything. */
const implied = ['need_results', 'nparams', 'maxnames', 'maxids', 'maxuuids']
const properties = 'org.freedesktop.DBus.Properties'

/** Calls a driver through the bus, whatever the API of the bus has; the rest in process. */
export async function overBus(t: Test, driver: Driver): Promise<ContractClient> {
  return contractClient(await (await doorOn(t, driver)).connect(), driver)
}

/** Calls a driver in another daemon through a door on the bus that only stands in front of it. */
export async function overBusProxy(t: Test, driver: Driver): Promise<ContractClient> {
  const service = 'org.libvirt.virttestd'
  const behind = await doorOn(t, driver, { names: [service] })
  const { folder: runtime } = new SocketServer(t, driver)
  const uri = 'test:///default'
  const front = new BusDoor({
    bus: 'session',
    address: behind.address,
    names: ['org.libvirt'],
    drivers: () => [
      {
        path: testPath,
        driver: frontDriver({
          uri,
          open: peer => openRemoteRoutes(uri, { runtime, system: true, peer, onLost: () => {} }),
          identify: identity => identity,
        }),
      },
    ],
    guard: new Guard({ allows: async () => true }),
    inFrontOf: [service],
  })
  t.teardown(() => front.stop())
  await front.listen()
  await front.start()
  const client = await behind.connect()
  // An event comes by another way than the answer: what was sent before these calls is here after them.
  const settle = async () => {
    const ping = { path: '/', interface: 'org.freedesktop.DBus.Peer', member: 'Ping' }
    for (const destination of [service, 'org.libvirt']) await client.call({ ...ping, destination })
  }
  return contractClient(client, driver, settle)
}

async function contractClient(client: BusConnection, driver: Driver, settle = async () => {}): Promise<ContractClient> {
  const direct = inProcess(driver)
  const known = new Map<string, Values>()
  const lifecycle: string[] = []
  // A service behind tells under its own name as well.
  const [owner] = (await client.callBus('GetNameOwner', 's', ['org.libvirt'])).values
  await client.subscribe({ interface: 'org.libvirt.Connect', member: 'DomainEvent' }, (values, { fields }) => {
    if (fields.sender === owner) lifecycle.push(values.map(String).join(' '))
  })
  // An event may come before the reply that tells whose path it has.
  const named = (line: string) => line.replace(/^\S+/, path => nameOf(known.get(path)) ?? path)
  return {
    lifecycle,
    async call(row, given) {
      const args: Values = Object.fromEntries(Object.entries(given ?? {}))
      const member = row.bus?.[0]
      if (!member) return direct.call(row, given)
      try {
        const result = await callMember(client, member, row, args, known)
        await settle()
        lifecycle.splice(0, lifecycle.length, ...lifecycle.map(named))
        return result
      } catch (error) {
        throw asLibvirtError(error, nameIn(args))
      }
    },
  }
}

async function callMember(client: BusConnection, member: string, row: Call, args: Values, known: Map<string, Values>) {
  const dot = member.lastIndexOf('.')
  const [iface, name] = [member.slice(0, dot), member.slice(dot + 1)]
  const subject = Object.entries(row.args).find(([, schema]) => schema.kind === 'reference')
  const path = subject ? pathOf(subject[1], args[subject[0]]) : testPath
  const rest = Object.keys(row.args).filter(key => key !== subject?.[0] && !implied.includes(key))
  const values = rest.map(key => args[key] ?? '')
  const target = { destination: 'org.libvirt', path }
  const signatures: Signatures = busInterfaces
  const method = signatures[iface]?.methods[name]
  const isGetter = !method && values.length === 0
  if (!method && !isGetter) {
    const set = [iface, name, new Variant('b', values[0] !== 0)]
    await client.call({ ...target, interface: properties, member: 'Set', signature: 'ssv', values: set })
    return {}
  }
  const reply = isGetter
    ? await client.call({ ...target, interface: properties, member: 'Get', signature: 'ss', values: [iface, name] })
    : await client.call({ ...target, interface: iface, member: name, signature: method?.in ?? '', values })
  // Where the road answers with the object again, the bus answers with nothing.
  const [value = path] = reply.values
  const answer = await toResult(client, row.ret, value instanceof Variant ? value.value : value, args, known)
  return args['need_results'] === 0 ? { ...answer, ...emptied(answer) } : answer
}

const emptied = (answer: Values) =>
  Object.fromEntries(Object.entries(answer).flatMap(([key, value]) => (Array.isArray(value) ? [[key, []]] : [])))

function pathOf(schema: Fields[string], reference: unknown): string {
  if (schema.kind !== 'reference' || !hasPlace(schema.of)) throw new TypeError('no place on the bus')
  return objectPath(testPath, schema.of, reference as never)
}

/** What came back, under the names that the row has for it. */
async function toResult(client: BusConnection, ret: Fields, value: unknown, args: Values, known: Map<string, Values>) {
  const result: Values = {}
  const several = Object.keys(ret).length > 1
  for (const [index, [name, schema]] of Object.entries(ret).entries()) {
    const list = schema.kind === 'list' ? schema.item : undefined
    if (schema.kind === 'reference') result[name] = await referenceOf(client, String(value), args, known)
    else if (list?.kind === 'reference') {
      const found: Values[] = []
      for (const path of value as string[]) found.push(await referenceOf(client, path, args, known))
      result[name] = found
    } else if (name === 'ret' && Array.isArray(value)) result[name] = value.length
    else {
      const one = several && Array.isArray(value) ? value[index] : value
      result[name] = typeof one === 'boolean' ? Number(one) : one
    }
  }
  return result
}

/** Name of the object that a call is about. */
function nameIn(args: Values): string {
  return nameOf(Object.values(args)[0]) ?? ''
}

function nameOf(reference: unknown): string | undefined {
  const known = typeof reference === 'object' && reference !== null && 'name' in reference
  return known && typeof reference.name === 'string' ? reference.name : undefined
}

/** A path as a reference, by the object's properties. The pool of a volume is the one it was asked of. */
async function referenceOf(client: BusConnection, path: string, args: Values, known: Map<string, Values>) {
  const folder = path.split('/').at(-2)
  const names: Record<string, string> = {
    domain: 'Domain',
    network: 'Network',
    storagepool: 'StoragePool',
    storagevol: 'StorageVol',
    interface: 'Interface',
    nodedev: 'NodeDevice',
    nwfilter: 'NWFilter',
    secret: 'Secret',
  }
  const target = { destination: 'org.libvirt', path, interface: properties, member: 'GetAll', signature: 's' }
  const { values } = await client.call({ ...target, values: [`org.libvirt.${names[folder ?? '']}`] })
  const all = Object.fromEntries((values[0] as [string, Variant][]).map(([name, one]) => [name, unwrap(one)]))
  if (folder === 'secret') {
    return { uuid: all['UUID'], usageType: all['UsageType'], usageID: all['UsageID'] }
  }
  const reference: Values = { name: all['Name'] }
  if (folder === 'domain') Object.assign(reference, { uuid: all['UUID'], id: all['Id'] || -1 })
  else if (folder === 'storagevol') {
    const pool = (args['pool'] as Values | undefined)?.['name'] ?? known.get(path)?.['pool']
    Object.assign(reference, { pool, key: all['Key'] })
  } else if (folder === 'interface') reference['mac'] = all['MAC']
  else if (folder !== 'nodedev') reference['uuid'] = all['UUID']
  known.set(path, reference)
  return reference
}

/** GetAll wraps twice. */
function unwrap({ value }: Variant): unknown {
  return value instanceof Variant ? value.value : value
}

/** The bus carries no code, which its words tell, and its paths no name, which texts about missing objects end in. */
function asLibvirtError(error: unknown, name: string): unknown {
  if (!(error instanceof BusError)) return error
  const fits = Object.entries(errorCodes).filter(([, row]) => formOf(row).test(error.message))
  const [best] = fits.sort(([, one], [, other]) => other.withDetail.length - one.withDetail.length)
  const message = /matching uuid '[^']*'$/.test(error.message) ? `${error.message} (${name})` : error.message
  const known = new LibvirtError('INTERNAL_ERROR', message, { bare: true })
  return best ? Object.assign(known, { code: best[0] }) : error
}

function formOf({ text, withDetail }: { text: string; withDetail: string }): RegExp {
  const literal = (words: string) => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace('%s', '.*')
  return new RegExp(`^(${literal(text)}|${literal(withDetail)})$`, 's')
}
