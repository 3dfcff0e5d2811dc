import { LibvirtError } from '../../../api/LibvirtError.js'
import { limitLink } from '../../../host/limitLink.js'
import { actualConnection, type Interface } from '../../../model/domain/devices/interface.js'
import type { Bandwidth } from '../../../model/network/Bandwidth.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'

/** Kinds of interfaces that have a tap of ours on the host. */
const limited: readonly string[] = ['bridge', 'network', 'ethernet']

/** Whether the traffic of an interface can be limited. */
export const canBeLimited = (net: Interface): boolean => limited.includes(actualConnection(net).type)

/** @throws LibvirtError CONFIG_UNSUPPORTED for interfaces without a link of ours */
export function refuseUnlimited(net: Interface): void {
  // What a network turns out to be is known when the guest runs.
  if (net.connection.type === 'network' || canBeLimited(net)) return
  const text = `setting bandwidth on interfaces of type '${net.connection.type}' is not implemented yet`
  throw new LibvirtError('CONFIG_UNSUPPORTED', text)
}

/**
 * Limits an interface's traffic. The tap is the guest's: what the guest receives, the host sends.
 * @throws LibvirtError OPERATION_UNSUPPORTED in a session, INTERNAL_ERROR when the kernel cannot do it
 */
export async function limitInterface(
  { host, privileged }: Pick<QemuDriverContext, 'host' | 'privileged'>,
  { target }: Interface,
  bandwidth: Bandwidth | undefined,
): Promise<void> {
  if (!privileged) {
    throw new LibvirtError('OPERATION_UNSUPPORTED', 'Network bandwidth tuning is not available in session mode')
  }
  if (target === undefined) {
    const text = 'Unable to set bandwidth for interface because device name is unknown'
    throw new LibvirtError('OPERATION_UNSUPPORTED', text)
  }
  await limitLink(host.processes, target, { sent: bandwidth?.inbound, received: bandwidth?.outbound })
}
