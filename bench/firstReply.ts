import * as calls from '../src/api/calls/index.js'
import { DescriptorSocket } from '../src/host/DescriptorSocket.js'
import { RpcClient } from '../src/rpc/client/RpcClient.js'
import type { TestHost } from '../test/host/TestHost.js'

/** One implementation and the daemon that has its QEMU driver. */
export interface Contestant {
  readonly installed: 'virtbus' | 'libvirt'
  readonly daemon: string
  readonly socket: string
}

/** Ends a daemon; the next client starts it again. */
export const stop = (host: TestHost, { daemon }: Contestant) =>
  host.run([
    'sh',
    '-c',
    `systemctl stop ${daemon}.service 2> /dev/null; systemctl reset-failed; systemctl start ${daemon}.socket`,
  ])

/** Connects and opens as virsh does. */
export async function openClient(path: string): Promise<RpcClient> {
  const client = new RpcClient(DescriptorSocket.connect(path))
  const { values } = await client.call(calls.authList, {})
  if (Array.isArray(values['types']) && values['types'][0] === 2) await client.call(calls.authPolkit, {})
  await client.call(calls.connectOpen, { name: 'qemu:///system', flags: 0 })
  return client
}

/** Milliseconds from a client's first byte to its list of guests, with no daemon there when it came. */
export async function firstReply(host: TestHost, contestant: Contestant): Promise<number> {
  await stop(host, contestant)
  const began = performance.now()
  const client = await openClient(host.path(contestant.socket))
  await client.call(calls.connectListAllDomains, { need_results: 1, flags: 0 })
  const taken = performance.now() - began
  client.close()
  return taken
}
