import type { Interface } from '../../devices/interface.js'
import type { Domain } from '../../Domain.js'
import { refuse } from '../refuse.js'
import { hasSharedMemory } from './validateQemuMemory.js'

const mtuTypes: readonly string[] = ['network', 'bridge', 'ethernet', 'vhostuser']
const coalescing: readonly string[] = ['network', 'bridge', 'ethernet']

/** How QEMU can connect a card (qemuValidateDomainDeviceDefNetwork). */
export function validateQemuInterface(card: Interface, domain: Domain): void {
  const { connection, driver, model, teaming, guestIp, backend } = card
  const { type } = connection
  validateGuestIp(card)
  refuse(
    guestIp.routes.length > 0,
    'Invalid attempt to set network interface guest-side IP route, not supported by QEMU',
  )
  const virtio = model?.startsWith('virtio') ?? false
  refuse(type === 'vdpa' && !virtio, `invalid model for interface of type '${type}': '${model}'`)
  if (virtio) {
    const powerOfTwo = (size: number | undefined) => size === undefined || (size & (size - 1)) === 0
    refuse(!powerOfTwo(driver?.rx_queue_size), 'rx_queue_size has to be a power of two')
    refuse(!powerOfTwo(driver?.tx_queue_size), 'tx_queue_size has to be a power of two')
  }
  refuse(
    card.mtu !== undefined && !mtuTypes.includes(type),
    `setting MTU on interface type ${type} is not supported yet`,
  )
  refuse(
    teaming?.type === 'persistent' && model !== 'virtio',
    `virtio-net teaming persistent interface must be <model type='virtio'/>, not '${model}'`,
  )
  const transient = type === 'hostdev' || type === 'network'
  refuse(
    teaming?.type === 'transient' && !transient,
    `virtio-net teaming transient interface must be type='hostdev', not '${type}'`,
  )
  refuse(
    card.coalesceRxFrames !== undefined && !coalescing.includes(type),
    `coalesce settings on interface type ${type} are not supported`,
  )
  refuse(
    type === 'vhostuser' && backend?.type === 'passt' && !hasSharedMemory(domain),
    "'interface' requires shared memory",
  )
}

function validateGuestIp({ connection, guestIp, backend }: Interface): void {
  const { ips } = guestIp
  if (ips.length === 0) return
  const user = connection.type === 'user' || (connection.type === 'vhostuser' && backend?.type === 'passt')
  refuse(
    !user,
    'Invalid attempt to set network interface guest-side IP route and/or address info, not supported by QEMU',
  )
  refuse(
    ips.some(({ peer }) => peer !== undefined),
    'Invalid attempt to set peer IP for guest',
  )
  const v6 = ips.filter(({ address }) => address?.includes(':'))
  const v4 = ips.filter(({ address }) => !address?.includes(':'))
  refuse(v4.length > 1, 'Only one IPv4 address per interface is allowed')
  refuse(v6.length > 1, 'Only one IPv6 address per interface is allowed')
  const [ipv4] = v4
  const [ipv6] = v6
  const prefix = ipv4?.prefix ?? 0
  refuse(prefix > 0 && (prefix < 4 || prefix > 27), 'invalid prefix, must be in range of 4-27')
  refuse(
    (ipv6?.prefix ?? 0) > 0 && ipv6?.prefix !== 64,
    `unsupported IPv6 address prefix='${ipv6?.prefix}' - must be 64`,
  )
}
