// Names and addresses of a guest in its networks: from its agent, from those who gave them out, or from the host's neighbours.
import { domainGetHostnameFlags, domainInterfaceAddressesSource } from '../../../api/enums/domain.js'
import { iPAddrType } from '../../../api/enums/network.js'
import type { CallContext } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Interface } from '../../../model/domain/devices/interface.js'
import { withAgent } from '../agent/askAgent.js'
import { type GuestInterface, guestInterfaces } from '../agent/guestInterfaces.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { NetworkLease } from '../guest/GuestNetworks.js'
import { JsonReader } from '../monitor/JsonReader.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'

export const addressVerbs = (context: QemuDriverContext): QemuVerbs => ({
  async domainGetHostname({ dom, flags }, call) {
    const { LEASE, AGENT } = domainGetHostnameFlags
    if (flags & LEASE && flags & AGENT) {
      const text = 'Flags VIR_DOMAIN_GET_HOSTNAME_LEASE and VIR_DOMAIN_GET_HOSTNAME_AGENT are mutually exclusive'
      throw new LibvirtError('INVALID_ARG', text)
    }
    return { hostname: flags & LEASE ? await leasedName(context, dom) : await ownName(context, dom, call) }
  },
  async domainInterfaceAddresses({ dom, source }, call) {
    const { LEASE, AGENT, ARP } = domainInterfaceAddressesSource
    dom.active()
    const sources: Readonly<Record<number, () => Promise<readonly GuestInterface[]>>> = {
      [LEASE]: () => leasedAddresses(context, dom),
      [AGENT]: () => ownAddresses(context, dom, call),
      [ARP]: () => neighbours(context, dom),
    }
    const ask = sources[source]
    if (!ask) throw new LibvirtError('ARGUMENT_UNSUPPORTED', `Unknown IP address data source ${source}`)
    const ifaces = await ask()
    return { ifaces: ifaces.map(({ addrs, ...rest }) => ({ ...rest, addrs: [...addrs] })) }
  },
})

async function ownName(context: QemuDriverContext, domain: QemuDomain, call: CallContext): Promise<string> {
  const answer = await withAgent(context, domain, 'domainGetHostname', call, agent => agent.ask('guest-get-host-name'))
  const name = answer.field('host-name').string()
  if (name === '') throw new LibvirtError('NO_HOSTNAME', `no hostname found for domain ${domain.name}`)
  return name
}

async function ownAddresses(context: QemuDriverContext, domain: QemuDomain, call: CallContext) {
  const answer = await withAgent(context, domain, 'domainInterfaceAddresses', call, agent =>
    agent.ask('guest-network-get-interfaces'),
  )
  return guestInterfaces(answer)
}

async function leasedName(context: QemuDriverContext, domain: QemuDomain): Promise<string> {
  for (const net of domain.active().guest.definition.devices.interface) {
    const named = (await leasesOf(context, net)).find(({ hostname }) => hostname !== undefined)
    if (named?.hostname !== undefined) return named.hostname
  }
  throw new LibvirtError('NO_HOSTNAME', `no hostname found for domain ${domain.name}`)
}

async function leasedAddresses(context: QemuDriverContext, domain: QemuDomain): Promise<GuestInterface[]> {
  const found: GuestInterface[] = []
  for (const net of domain.active().guest.definition.devices.interface) {
    const addrs = (await leasesOf(context, net)).map(({ type, addr, prefix }) => ({ type, addr, prefix }))
    if (addrs.length > 0) found.push({ name: net.target ?? '', hwaddr: net.mac, addrs })
  }
  return found
}

/** What the network of an interface has given out to it; nothing for one that is in no network of libvirt. */
async function leasesOf({ networks }: QemuDriverContext, net: Interface): Promise<readonly NetworkLease[]> {
  const { connection, mac } = net
  if (connection.type !== 'network' || mac === undefined) return []
  return networks.leases(connection.network ?? '', mac)
}

/** Addresses that the host has spoken to lately, by `ip neigh`; what has failed to answer does not count. */
async function neighbours({ host }: QemuDriverContext, domain: QemuDomain): Promise<GuestInterface[]> {
  const { output, errors, code } = await host.processes.run('ip', ['-j', 'neigh', 'show'])
  if (code !== 0) throw new LibvirtError('INTERNAL_ERROR', `the host's neighbours cannot be listed: ${errors.trim()}`)
  const known = new JsonReader(JSON.parse(output === '' ? '[]' : output), 'ip neigh').items().flatMap(each => {
    const hwaddr = each.field('lladdr').optionalString()?.toLowerCase()
    const states = each
      .field('state')
      .items()
      .map(state => state.string())
    const addr = each.field('dst').string()
    return hwaddr === undefined || states.includes('FAILED') ? [] : [{ hwaddr, addr }]
  })
  return domain.active().guest.definition.devices.interface.flatMap(({ target, mac }) => {
    const addrs = known
      .filter(({ hwaddr }) => hwaddr === mac?.toLowerCase())
      .map(({ addr }) => ({ type: addr.includes(':') ? iPAddrType.IPV6 : iPAddrType.IPV4, addr, prefix: 0 }))
    return addrs.length > 0 ? [{ name: target ?? '', hwaddr: mac, addrs }] : []
  })
}
