// Says which packets of a network may pass, in words that both nftables and iptables are made of. The rules stand in the
// order in which they are inserted at the head of their chains, so later ones are looked at first.
import { LibvirtError } from '../../api/LibvirtError.js'
import { formatIpAddress, networkOf } from '../../model/network/IpAddress.js'
import { forwardMode, type Network } from '../../model/network/Network.js'
import { firstForwardInterface } from '../../model/network/NetworkForward.js'
import { ipPrefix, type NetworkIp } from '../../model/network/NetworkIp.js'

export type Family = 4 | 6

/** One rule. `net` is a network as `address/prefix`, `device` the host's device the network is bound to, if any. */
export type FirewallRule = { readonly family: Family } & (
  | {
      readonly rule: 'service'
      readonly towards: 'host' | 'guest'
      readonly protocol: 'tcp' | 'udp'
      readonly port: number
    }
  | { readonly rule: 'reject-out' | 'reject-in' | 'allow-cross' }
  | {
      readonly rule: 'allow-out' | 'allow-in' | 'allow-related-in'
      readonly net: string
      readonly device: string | undefined
    }
  | {
      readonly rule: 'masquerade'
      readonly net: string
      readonly device: string | undefined
      readonly protocol: 'tcp' | 'udp' | undefined
      /** Addresses to use instead of that of the device the packet leaves by. */
      readonly addresses: string | undefined
      readonly ports: string | undefined
    }
  | {
      readonly rule: 'keep-source'
      readonly net: string
      readonly device: string | undefined
      readonly destination: string
    }
  /** Guests on the same host see DHCP answers before any card has filled in their checksum. */
  | { readonly rule: 'fill-dhcp-checksum' }
)

/** All rules of a network. One that is open, or uses the host's own devices, has none. */
export function firewallRules(network: Network): FirewallRule[] {
  if (!['none', 'nat', 'route'].includes(forwardMode(network))) return []
  return [
    ...generalRules(network, 4),
    ...(hasFamily(network, 6) || network.ipv6WithoutGateway ? generalRules(network, 6) : []),
    ...network.ips.flatMap(ip => addressRules(network, ip)),
    ...(network.ips.some(ip => ip.address?.family === 4 && servesDhcp(ip))
      ? [{ family: 4, rule: 'fill-dhcp-checksum' } as const]
      : []),
  ]
}

const servesDhcp = (ip: NetworkIp) => ip.dhcp.ranges.length > 0 || ip.dhcp.hosts.length > 0

const hasFamily = (network: Network, family: Family) => network.ips.some(ip => ip.address?.family === family)

function generalRules(network: Network, family: Family): FirewallRule[] {
  const catchAll = (['reject-out', 'reject-in', 'allow-cross'] as const).map(rule => ({ family, rule }))
  if (family === 4) {
    // The files are those of the address that also lends addresses, or of the first that has files at all.
    const serving = network.ips.find(ip => ip.address?.family === 4 && (servesDhcp(ip) || ip.tftpRoot !== undefined))
    const tftp =
      serving?.tftpRoot === undefined
        ? []
        : ([
            ['host', 69],
            ['guest', 69],
          ] as const)
    return [
      ...services(
        family,
        ['tcp', 'udp'],
        [
          ['host', 67],
          ['guest', 68],
        ],
      ),
      ...services(
        family,
        ['tcp', 'udp'],
        [
          ['host', 53],
          ['guest', 53],
        ],
      ),
      ...services(family, ['udp'], tftp),
      ...catchAll,
    ]
  }
  if (!hasFamily(network, 6)) return catchAll
  return [
    ...catchAll,
    ...services(
      family,
      ['tcp', 'udp'],
      [
        ['host', 53],
        ['guest', 53],
      ],
    ),
    ...services(
      family,
      ['udp'],
      [
        ['host', 547],
        ['guest', 546],
      ],
    ),
  ]
}

function services(
  family: Family,
  protocols: readonly ('tcp' | 'udp')[],
  ports: readonly (readonly ['host' | 'guest', number])[],
): FirewallRule[] {
  return ports.flatMap(([towards, port]) =>
    protocols.map(protocol => ({ family, rule: 'service' as const, towards, protocol, port })),
  )
}

function addressRules(network: Network, ip: NetworkIp): FirewallRule[] {
  const mode = forwardMode(network)
  const { address } = ip
  if (!address || mode === 'none') return []
  const prefix = ipPrefix(ip)
  if (prefix === undefined) {
    throw new LibvirtError('INTERNAL_ERROR', `Invalid prefix or netmask for '${network.bridge.name ?? ''}'`)
  }
  const { family } = address
  const net = `${formatIpAddress(networkOf(address, prefix))}/${prefix}`
  const device = firstForwardInterface(network.forward)
  const masqueraded = mode === 'nat' && (family === 4 || network.forward?.nat?.ipv6 === true)
  return [
    { family, rule: 'allow-out', net, device },
    { family, rule: masqueraded ? 'allow-related-in' : 'allow-in', net, device },
    ...(masqueraded ? masqueradeRules(network, family, net, device) : []),
  ]
}

function masqueradeRules(network: Network, family: Family, net: string, device: string | undefined): FirewallRule[] {
  const nat = network.forward?.nat
  const pool = nat?.addresses?.start.family === family ? nat.addresses : undefined
  const addresses = pool && `${formatIpAddress(pool.start)}-${formatIpAddress(pool.end)}`
  const given = nat?.ports && (nat.ports.start > 0 || nat.ports.end > 0) ? nat.ports : { start: 1024, end: 65535 }
  // Ports below 1024 are kept from guests, since NFS trusts them.
  if (given.start >= given.end || given.end > 65535) {
    throw new LibvirtError('INTERNAL_ERROR', `Invalid port range '${given.start}-${given.end}'.`)
  }
  const ports = `${given.start}-${given.end}`
  const base = { family, net, device }
  const masquerade = (protocol: 'tcp' | 'udp' | undefined): FirewallRule => {
    return { ...base, rule: 'masquerade', protocol, addresses, ports: protocol && ports }
  }
  const local = family === 4 ? ['255.255.255.255/32', '224.0.0.0/24'] : ['ff02::/16']
  return [
    masquerade(undefined),
    masquerade('udp'),
    masquerade('tcp'),
    ...local.map(destination => ({ ...base, rule: 'keep-source' as const, destination })),
  ]
}
