// Addresses of pretended guests: each has its own in the range of its network, by its id and its interface's number, so that
// guests of one network can be told apart (what libvirt's test driver does).
import { formatIpAddress, type IpAddress } from '../../../model/network/IpAddress.js'
import type { Network } from '../../../model/network/Network.js'
import { ipPrefix } from '../../../model/network/NetworkIp.js'
import type { TestDomain } from '../TestDomain.js'
import type { TestHost } from '../TestHost.js'

/** Addresses that each guest takes up. */
const perGuest = 20

interface InterfaceAddress {
  /** virIPAddrType */
  readonly type: number
  readonly addr: string
  readonly prefix: number
}

/** What virDomainInterfaceAddresses says of a running guest. @throws LibvirtError OPERATION_INVALID */
export function interfaceAddresses(host: TestHost, dom: TestDomain) {
  const { id = 1, devices } = dom.running()
  return devices.interface.map(({ target, mac, connection }, index) => {
    const network = connection.type === 'network' ? host.networks.withName(connection.network) : undefined
    const addr = network ? addressIn(network.definition, id, index) : undefined
    return {
      name: target ?? `testnet${index}`,
      hwaddr: mac,
      addrs: [addr ?? { type: 0, addr: `192.168.0.${index + 1}`, prefix: 24 }],
    }
  })
}

function addressIn({ ips: [ip] }: Network, id: number, index: number): InterfaceAddress | undefined {
  const start = ip?.dhcp.ranges[0]?.start ?? ip?.address
  const prefix = ip && ipPrefix(ip)
  if (!start || prefix === undefined) return undefined
  const own: IpAddress = { ...start, value: start.value + BigInt(perGuest * (id - 1) + index + 1) }
  return { type: own.family === 6 ? 1 : 0, addr: formatIpAddress(own), prefix }
}
