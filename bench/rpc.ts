// libvirt's protocol: what a call costs by a socket of a real host's daemon, with few and with many guests, beside the libvirt of
// this machine. One client for both: ours. Usage: node build/bench/rpc.js [calls per measurement]
import { existsSync } from 'node:fs'
import type { Call } from '../src/api/call.js'
import * as calls from '../src/api/calls/index.js'
import { DescriptorSocket } from '../src/host/DescriptorSocket.js'
import { RpcClient } from '../src/rpc/client/RpcClient.js'
import { bootHost } from '../test/host/bootHost.js'
import type { TestHost } from '../test/host/TestHost.js'
import { latency, throughput } from './latency.js'
import { measure } from './measure.js'

const times = Number(process.argv[2] ?? 1000)
const inFlight = 5 // max_client_requests: more waits in the kernel
const sizes = [10, 1000]
const socket = '/run/libvirt/libvirt-sock'
const uri = 'qemu:///system'

type Figures = Map<string, string>

const guest = (name: string) => `
<domain type='qemu'>
  <name>${name}</name><memory unit='MiB'>16</memory><vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices><emulator>/usr/bin/qemu-system-x86_64</emulator></devices>
</domain>`

async function open(path: string): Promise<RpcClient> {
  const client = new RpcClient(DescriptorSocket.connect(path))
  await client.call(calls.authList, {})
  await client.call(calls.connectOpen, { name: uri, flags: 0 })
  return client
}

async function close(client: RpcClient): Promise<void> {
  await client.call(calls.connectClose, {})
  client.close()
}

async function measureCalls(client: RpcClient, dom: unknown, count: number, figures: Figures): Promise<void> {
  const rows: [row: Call, args: Record<string, unknown>, times: number][] = [
    [calls.domainGetInfo, { dom }, times],
    [calls.domainGetXmlDesc, { dom, flags: 0 }, times],
    [calls.connectListAllDomains, { need_results: 1, flags: 0 }, Math.max(50, times / 10)],
  ]
  for (const [row, args, rounds] of rows) {
    const { p50, p99 } = await latency(rounds, () => client.call(row, args))
    const rate = await throughput(rounds * 2, inFlight, () => client.call(row, args))
    const figure = `${(p50 * 1000).toFixed(0)} / ${(p99 * 1000).toFixed(0)} µs, ${rate.toFixed(0)} a second`
    figures.set(`${row.name}, ${count} guests`, figure)
  }
}

async function takeAll(installed: 'virtbus' | 'libvirt'): Promise<Figures> {
  const ends: (() => Promise<void>)[] = []
  const owner = { passing: () => true, comment: () => {}, teardown: (end: () => Promise<void>) => void ends.push(end) }
  const host = await bootHost(owner, { installed })
  const figures: Figures = new Map()
  try {
    await host.succeed(['systemctl', 'start', 'libvirtd.socket'])
    await take(host, figures)
  } finally {
    for (const end of ends) await end()
  }
  return figures
}

async function take(host: TestHost, figures: Figures): Promise<void> {
  const path = host.path(socket)
  const client = await open(path)
  let dom: unknown
  let defined = 0
  for (const size of sizes) {
    for (; defined < size; defined++) {
      const { values } = await client.call(calls.domainDefineXml, { xml: guest(`guest${defined}`) })
      dom = values['dom']
    }
    await measureCalls(client, dom, size, figures)
    const { p50, p99 } = await latency(100, async () => close(await open(path)))
    figures.set(`connect, open, close, ${size} guests`, `${p50.toFixed(2)} / ${p99.toFixed(2)} ms`)
    const list = await measure(15, () => host.succeed(['virsh', '--quiet', '--connect', uri, 'list', '--all']))
    figures.set(`virsh list, the whole process, ${size} guests`, `${list.median.toFixed(0)} ms`)
  }
  await close(client)
}

const ours = await takeAll('virtbus')
const peer = existsSync('/usr/sbin/libvirtd') ? await takeAll('libvirt') : new Map<string, string>()
process.stdout.write(
  `| Node ${process.version}, p50 / p99 | virtbus | libvirt of this machine |\n| --- | --- | --- |\n`,
)
for (const [name, figure] of ours)
  process.stdout.write(`| ${name} | ${figure} | ${peer.get(name) ?? 'not installed'} |\n`)
