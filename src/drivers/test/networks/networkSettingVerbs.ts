// Metadata of pretended networks, and the leases of the guests on them.
import type { Verbs } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { getMetadata, setMetadata } from '../../domainSettings/domainMetadata.js'
import { interfaceAddresses } from '../domains/addresses.js'
import type { TestHost, TestNetwork, TestObjects } from '../TestHost.js'
import { updateTargets } from './networkVerbs.js'

/** Seconds that an address is lent for. */
const leaseTime = 3600n

/** What guests on the network have been lent: the addresses they say they have. */
function leasesOf(host: TestHost, net: TestNetwork, mac: string | undefined) {
  const now = BigInt(Math.floor(host.options.clock.now() / 1000))
  return [...host.domains].flatMap(dom => {
    const interfaces = dom.live?.devices.interface ?? []
    const onIt = interfaces.map(({ connection }) => connection.type === 'network' && connection.network === net.name)
    const addresses = dom.active ? interfaceAddresses(host, dom) : []
    return addresses.flatMap(({ hwaddr, addrs }, index) => {
      if (!onIt[index] || (mac !== undefined && hwaddr?.toLowerCase() !== mac.toLowerCase())) return []
      return addrs.map(({ type, addr, prefix }) => ({
        iface: net.definition.bridge.name ?? '',
        expirytime: now + leaseTime,
        type,
        mac: hwaddr,
        iaid: undefined,
        ipaddr: addr,
        prefix,
        hostname: `${dom.name}host`,
        clientid: undefined,
      }))
    })
  })
}

export function networkSettingVerbs(host: TestHost): Verbs<TestObjects> {
  return {
    networkGetMetadata: ({ network, type, uri, flags }) => {
      const [target] = updateTargets(network, flags)
      const definition = (target && network[target]) ?? network.definition
      return { metadata: getMetadata(definition, type, uri, 'NO_NETWORK_METADATA') }
    },
    networkSetMetadata: ({ network, flags, ...change }) => {
      const changed = updateTargets(network, flags).map(target => {
        const copy = { ...(network[target] ?? network.definition) }
        setMetadata(copy, change)
        return [target, copy] as const
      })
      for (const [target, definition] of changed) network[target] = definition
      const { type, uri } = change
      host.options.feed.emit('networkMetadataChangeEvent', { net: network, type, nsuri: uri })
      host.change('changed', network, ['networkGetXmlDesc', 'networkGetMetadata'])
    },
    networkGetDhcpLeases: ({ net, mac }) => {
      if (!net.active) throw new LibvirtError('OPERATION_INVALID', `network '${net.name}' is not active`)
      const leases = leasesOf(host, net, mac)
      return { leases, ret: leases.length }
    },
  }
}
