// Guests in systemd's world: a scope each, registered with systemd-machined where it runs, made by the service manager where
// it does not. Interfaces: org.freedesktop.machine1(5), org.freedesktop.systemd1(5).
import { LibvirtError } from '../../api/LibvirtError.js'
import type { ScopeRequest, Scopes, UnitProperty } from '../../host/Scopes.js'
import { log } from '../../log/log.js'
import { Variant } from '../codec/values.js'
import type { BusConnection } from '../connection/BusConnection.js'
import { BusError } from '../connection/BusError.js'
import type { HostBus } from '../connection/HostBus.js'

const machined = {
  destination: 'org.freedesktop.machine1',
  path: '/org/freedesktop/machine1',
  interface: 'org.freedesktop.machine1.Manager',
} as const
const systemd = {
  destination: 'org.freedesktop.systemd1',
  path: '/org/freedesktop/systemd1',
  interface: 'org.freedesktop.systemd1.Manager',
} as const
/** What the bus says when a service is neither there nor can be started. */
const absent: ReadonlySet<string> = new Set([
  'org.freedesktop.DBus.Error.ServiceUnknown',
  'org.freedesktop.DBus.Error.NameHasNoOwner',
  'org.freedesktop.DBus.Error.Spawn.ServiceNotFound',
  'org.freedesktop.systemd1.NoSuchUnit',
  'org.freedesktop.systemd1.UnitMasked',
])
const isAbsence = (error: unknown): boolean => error instanceof BusError && absent.has(error.errorName)

export class SystemdScopes implements Scopes {
  constructor(private readonly bus: HostBus) {}

  async register(request: ScopeRequest): Promise<string | undefined> {
    const connection = await this.bus.connection().catch(() => undefined)
    if (!connection) return undefined
    try {
      return await createMachine(connection, request)
    } catch (error) {
      if (!isAbsence(error)) throw error
    }
    try {
      return await startScope(connection, request)
    } catch (error) {
      if (!isAbsence(error)) throw error
      log.debug({}, `Guest ${request.name} runs bare: there is neither systemd-machined nor systemd`)
      return undefined
    }
  }

  async set(unit: string, properties: readonly UnitProperty[]): Promise<void> {
    if (properties.length === 0) return
    const values = properties.map(({ name, type, value }) => [name, new Variant(type, value)])
    const signature = 'sba(sv)'
    try {
      const connection = await this.bus.connection()
      await connection.call({ ...systemd, member: 'SetUnitProperties', signature, values: [unit, true, values] })
      // It writes to the control group before it looks at its next message.
      await connection.call({ ...systemd, member: 'GetUnit', signature: 's', values: [unit] })
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new LibvirtError('DBUS_SERVICE', `${systemd.destination}: ${why}`, { cause })
    }
  }

  async forget(name: string): Promise<void> {
    const connection = await this.bus.connection().catch(() => undefined)
    if (!connection) return
    // Both know of an end by themselves; this only covers a scope whose processes linger.
    await connection
      .call({ ...machined, member: 'TerminateMachine', signature: 's', values: [name] })
      .catch((error: unknown) => {
        if (!(error instanceof BusError)) throw error
      })
  }
}

async function createMachine(connection: BusConnection, request: ScopeRequest): Promise<string | undefined> {
  const id = Buffer.from(request.uuid.replaceAll('-', ''), 'hex')
  const { name, pid, rootFolder = '', links } = request
  const { values } = await connection.call({
    ...machined,
    member: 'CreateMachineWithNetwork',
    signature: 'sayssusaia(sv)',
    values: [name, id, 'libvirt-qemu', 'vm', pid, rootFolder, links, properties(request)],
  })
  const machine = await connection.call({
    destination: machined.destination,
    path: String(values[0]),
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    signature: 'ss',
    values: ['org.freedesktop.machine1.Machine', 'Unit'],
  })
  const [value] = machine.values
  const unit = value instanceof Variant ? String(value.value) : undefined
  if (unit !== undefined) await adopt(connection, unit, request.companions)
  return unit
}

/** Puts further processes into a scope. Those of ours would otherwise stay where the daemon is, and go down with it at the wrong time. */
async function adopt(connection: BusConnection, unit: string, pids: readonly number[]): Promise<void> {
  if (pids.length === 0) return
  const signature = 'ssau'
  await connection.call({ ...systemd, member: 'AttachProcessesToUnit', signature, values: [unit, '', pids] })
}

async function startScope(connection: BusConnection, request: ScopeRequest): Promise<string> {
  const unit = `machine-${escapeUnitName(request.name)}.scope`
  const pids: [string, Variant] = ['PIDs', new Variant('au', [request.pid, ...request.companions])]
  // Groups below the scope are ours to make; machined sees to that by itself.
  const delegate: [string, Variant] = ['Delegate', new Variant('b', true)]
  await connection.call({
    ...systemd,
    member: 'StartTransientUnit',
    signature: 'ssa(sv)a(sa(sv))',
    values: [unit, 'fail', [pids, delegate, ...properties(request)], []],
  })
  return unit
}

/** Where the guest stands in systemd's order: what it needs goes away after it, what needs it before. */
function properties({ name, slice, after, before, mounts, mostTasks }: ScopeRequest): [string, Variant][] {
  return [
    ['Description', new Variant('s', `Virtual machine ${name}`)],
    ['Slice', new Variant('s', slice)],
    ['After', new Variant('as', after)],
    ['Before', new Variant('as', before)],
    ...(mounts.length > 0 ? [['RequiresMountsFor', new Variant('as', mounts)] as [string, Variant]] : []),
    ...(mostTasks === undefined ? [] : [['TasksMax', new Variant('t', BigInt(mostTasks))] as [string, Variant]]),
    // A guest that crashed must not leave a failed unit behind that blocks its next start.
    ['CollectMode', new Variant('s', 'inactive-or-failed')],
  ]
}

/** systemd.unit(5), "String escaping for inclusion in unit names". */
function escapeUnitName(name: string): string {
  const escape = (byte: string) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`
  return name.replace(/^\.|[^A-Za-z0-9:_.]/g, escape)
}
