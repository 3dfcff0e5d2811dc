import * as calls from '../../../src/api/calls/index.js'
import { DescriptorSocket } from '../../../src/host/DescriptorSocket.js'
import { RpcClient } from '../../../src/rpc/client/RpcClient.js'

const socketPath = '/run/libvirt/libvirt-sock'
const authPolkit = 2

/** A read-write connection to this host's daemon, as libvirt's library begins one. */
export async function openRpc(uri: string): Promise<RpcClient> {
  const client = new RpcClient(DescriptorSocket.connect(socketPath))
  const { types } = (await client.call(calls.authList, {})).values
  if (Array.isArray(types) && types[0] === authPolkit) await client.call(calls.authPolkit, {})
  await client.call(calls.connectOpen, { name: uri, flags: 0 })
  return client
}
