import { LibvirtError } from '../../api/LibvirtError.js'
import { formatIpAddress, type IpAddress, networkOf, prefixMask } from './IpAddress.js'

/** The network a range has to lie in. */
export interface Subnet {
  readonly address: IpAddress
  readonly prefix: number
}

/** Largest number of addresses between start and end, so that a lease file stays of sane size. */
const largestDistance = 65535n

/**
 * Number of addresses from `start` to `end`, both counted (virSocketAddrGetRange).
 * @throws LibvirtError INTERNAL_ERROR when the range is reversed, too large, or not within the network
 */
export function ipRangeSize(start: IpAddress, end: IpAddress, network?: Subnet): number {
  const range = `${formatIpAddress(start)} - ${formatIpAddress(end)}`
  if (start.family !== end.family) throw refusal(`mismatch of address family in range ${range}`)
  if (network) checkWithin(start, end, range, network)
  if (start.family === 6 && start.value >> 16n !== end.value >> 16n)
    throw refusal(`range ${range} is too large (> 65535)`)
  const distance = end.value - start.value
  if (distance < 0n) throw refusal(`range ${range} is reversed `)
  if (distance > largestDistance) throw refusal(`range ${range} is too large (> 65535)`)
  return Number(distance) + 1
}

function checkWithin(start: IpAddress, end: IpAddress, range: string, { address, prefix }: Subnet): void {
  if (address.family !== start.family) {
    throw refusal(`mismatch of address family in range ${range} for network ${formatIpAddress(address)}`)
  }
  const network = networkOf(address, prefix).value
  const within = (ip: IpAddress) => networkOf(ip, prefix).value === network
  const where = `network ${formatIpAddress(address)}/${prefix}`
  if (!within(start) || !within(end)) throw refusal(`range ${range} is not entirely within ${where}`)
  if (address.family !== 4) return
  const broadcast = network | (~prefixMask(4, prefix) & 0xffffffffn)
  if (start.value === network) throw refusal(`start of range ${range} in ${where} is the network address`)
  if (end.value === broadcast) throw refusal(`end of range ${range} in ${where} is the broadcast address`)
}

function refusal(detail: string): LibvirtError {
  return new LibvirtError('INTERNAL_ERROR', detail)
}
