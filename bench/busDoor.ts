// What a call by the bus costs: a private dbus-daemon, a door in a process of its own, a client here. CPU is the door's
// alone; the rest of a call's time is the bus daemon's and the client's.
// Usage: node build/bench/busDoor.js [calls per measurement]
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Guard } from '../src/access/Guard.js'
import type { Found } from '../src/api/Driver.js'
import { BusDoor } from '../src/bus/BusDoor.js'
import { BusConnection, type MethodCall } from '../src/bus/connection/BusConnection.js'
import { fakeAuthority, fakeDriver } from '../test/access/fakeDriver.js'

const path = '/org/libvirt/Test'
const guests = 1000
const inFlight = 64

const uuidOf = (index: number) => `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`
const pathOf = (index: number) => `${path}/domain/_${uuidOf(index).replaceAll('-', '_')}`

function benchDriver() {
  const domains: Found<'domain'>[] = Array.from({ length: guests }, (_, index) => {
    const [name, uuid] = [`guest${index}`, uuidOf(index)]
    return { kind: 'domain', reference: { name, uuid, id: index }, details: { domain_name: name, domain_uuid: uuid } }
  })
  const byUuid = new Map(domains.map(domain => [domain.reference.uuid, domain]))
  const first = domains.slice(0, 1)
  const driver = fakeDriver(first, {
    connectListAllDomains: () => ({ domains, ret: domains.length }),
    connectGetCpuModelNames: ({ arch }) => ({ models: [arch], ret: 1 }),
    domainLookupByUuid: ({ uuid }) => ({ dom: byUuid.get(uuid) ?? domains[0] ?? missing() }),
    domainIsActive: () => ({ active: 1 }),
    domainGetAutostart: () => ({ autostart: 0 }),
    domainGetOsType: () => ({ type: 'hvm' }),
    domainIsPersistent: () => ({ persistent: 1 }),
    domainGetSchedulerType: () => ({ type: 'posix', nparams: 9 }),
    domainIsUpdated: () => ({ updated: 0 }),
    domainGetState: () => ({ state: 1, reason: 1 }),
    domainGetInfo: () => ({ state: 1, maxMem: 1n, memory: 1n, nrVirtCpu: 1, cpuTime: 1n }),
  })
  return { ...driver, find: { domain: ({ uuid }: { uuid: string }) => byUuid.get(uuid) ?? missing() } }
}

function missing(): never {
  throw new Error('no such guest')
}

async function serve(address: string): Promise<void> {
  const driver = benchDriver()
  const guard = new Guard(fakeAuthority([]))
  const door = new BusDoor({
    bus: 'session',
    address,
    names: ['org.libvirt'],
    drivers: () => [{ driver, path }],
    guard,
  })
  await door.start()
  process.on('message', () => process.send?.(process.cpuUsage()))
  process.send?.('ready')
}

const properties = 'org.freedesktop.DBus.Properties'
const target = { destination: 'org.libvirt', path, interface: 'org.libvirt.Connect' } as const
const measurements: [title: string, weight: number, call: (round: number) => MethodCall][] = [
  ['Ping', 1, () => ({ ...target, interface: 'org.freedesktop.DBus.Peer', member: 'Ping' })],
  [
    'GetCPUModelNames (an echo)',
    1,
    () => ({ ...target, member: 'GetCPUModelNames', signature: 'su', values: ['x86_64', 0] }),
  ],
  [
    'Domain.GetState over 1000 paths',
    1,
    round => ({
      ...target,
      path: pathOf(round % guests),
      interface: 'org.libvirt.Domain',
      member: 'GetState',
      signature: 'u',
      values: [0],
    }),
  ],
  [
    'Get Active',
    1,
    round => ({
      ...target,
      path: pathOf(round % guests),
      interface: properties,
      member: 'Get',
      signature: 'ss',
      values: ['org.libvirt.Domain', 'Active'],
    }),
  ],
  [
    'GetAll of a guest (9 properties)',
    0.5,
    round => ({
      ...target,
      path: pathOf(round % guests),
      interface: properties,
      member: 'GetAll',
      signature: 's',
      values: ['org.libvirt.Domain'],
    }),
  ],
  ['ListDomains, 1000 guests', 0.02, () => ({ ...target, member: 'ListDomains', signature: 'u', values: [0] })],
  [
    'GetManagedObjects, 1000 guests',
    0.001,
    () => ({ ...target, interface: 'org.freedesktop.DBus.ObjectManager', member: 'GetManagedObjects' }),
  ],
]

async function cpuOf(server: ChildProcess): Promise<number> {
  server.send('cpu')
  const [usage]: NodeJS.CpuUsage[] = await once(server, 'message')
  return usage ? usage.user + usage.system : 0
}

async function run(client: BusConnection, calls: number, callOf: (round: number) => MethodCall): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < calls) await client.call(callOf(next++))
  }
  await Promise.all(Array.from({ length: Math.min(inFlight, calls) }, worker))
}

async function latencies(
  client: BusConnection,
  count: number,
  callOf: (round: number) => MethodCall,
): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < count; round++) {
    const start = performance.now()
    await client.call(callOf(round))
    times.push((performance.now() - start) * 1000)
  }
  return times.sort((one, other) => one - other)
}

async function measure(address: string, calls: number): Promise<void> {
  const server = fork(fileURLToPath(import.meta.url), ['serve', address])
  await once(server, 'message')
  const client = await BusConnection.open(address)
  process.stdout.write('call | p50 µs | p99 µs | calls/s | CPU of the door µs\n--- | --- | --- | --- | ---\n')
  for (const [title, weight, callOf] of measurements) {
    const count = Math.max(3, Math.round(calls * weight))
    await run(client, Math.ceil(count / 2), callOf)
    const times = await latencies(client, Math.min(count, 1000), callOf)
    const before = await cpuOf(server)
    const start = performance.now()
    await run(client, count, callOf)
    const seconds = (performance.now() - start) / 1000
    const cpu = ((await cpuOf(server)) - before) / count
    const at = (part: number) => (times[Math.floor((times.length - 1) * part)] ?? 0).toFixed(0)
    process.stdout.write(`${title} | ${at(0.5)} | ${at(0.99)} | ${(count / seconds).toFixed(0)} | ${cpu.toFixed(1)}\n`)
  }
  await client.close()
  server.kill()
}

async function main(calls: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bus-'))
  const config = `<busconfig><type>session</type><listen>unix:path=${folder}/bus</listen><auth>EXTERNAL</auth>
    <policy context="default"><allow send_destination="*"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`
  writeFileSync(join(folder, 'conf'), config)
  const daemon = spawn('dbus-daemon', ['--nofork', '--print-address', `--config-file=${folder}/conf`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [line]: unknown[] = await once(daemon.stdout, 'data')
  try {
    await measure(String(line).trim(), calls)
  } finally {
    daemon.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

const [, , first = '20000', address] = process.argv
if (first === 'serve' && address) await serve(address)
else await main(Number(first))
