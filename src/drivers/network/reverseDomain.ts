import { LibvirtError } from '../../api/LibvirtError.js'
import { ipPrefix, type NetworkIp } from '../../model/network/NetworkIp.js'

/**
 * The domain of reverse lookups for a network, e.g. `122.168.192.in-addr.arpa`.
 * @throws LibvirtError CONFIG_UNSUPPORTED when the prefix ends within a label
 */
export function reverseDomain(ip: NetworkIp): string {
  const prefix = ipPrefix(ip) ?? 0
  const { family, value } = ip.address ?? { family: 4, value: 0n }
  const [bits, label, zone] = family === 4 ? [32, 8, 'in-addr.arpa'] : [128, 4, 'ip6.arpa']
  if (prefix === 0 || prefix >= bits || prefix % label !== 0) {
    const what = `PTR domain for IPv${family} network with prefix ${prefix} cannot be automatically created`
    throw new LibvirtError('CONFIG_UNSUPPORTED', what)
  }
  const labels = Array.from({ length: prefix / label }, (_, index) => {
    const part = (value >> BigInt(bits - label * (index + 1))) & ((1n << BigInt(label)) - 1n)
    return part.toString(family === 4 ? 10 : 16)
  })
  return [...labels.reverse(), zone].join('.')
}
