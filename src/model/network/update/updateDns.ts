// Changes the records of a network's name server.
import { sameIpAddress } from '../IpAddress.js'
import type { Network } from '../Network.js'
import { parseDnsHost, parseDnsSrv, parseDnsTxt } from '../NetworkDns.js'
import { changeList, expectElement, invalidUpdate, isAdd, type NetworkUpdate, refuseModify } from './NetworkUpdate.js'

/**
 * Hosts are told apart by address; to delete one, a name will do.
 * @throws LibvirtError XML_ERROR, OPERATION_INVALID
 */
export function updateDnsHost(update: NetworkUpdate): Network {
  const { network, command, element } = update
  expectElement(update, 'host')
  const { hosts } = network.dns
  const host = parseDnsHost(element, network.name, command === 'delete')
  const found = indexes(hosts, old => {
    if (host.ip && sameIpAddress(host.ip, old.ip)) return true
    return command === 'delete' && host.names.some(name => old.names.includes(name))
  })
  if (isAdd(command)) {
    if (found.length > 0) {
      const what = 'there is already at least one DNS HOST record with a matching field'
      throw invalidUpdate(`${what} in network ${network.name}`)
    }
  } else if (found.length === 0) {
    throw invalidUpdate(`couldn't locate a matching DNS HOST record in network ${network.name}`)
  } else if (found.length > 1) {
    throw invalidUpdate(`multiple matching DNS HOST records were found in network ${network.name}`)
  }
  return { ...network, dns: { ...network.dns, hosts: changeList(hosts, command, host, found[0] ?? -1) } }
}

/**
 * Services are the same when all that was given agrees.
 * @throws LibvirtError XML_ERROR, OPERATION_INVALID, OPERATION_UNSUPPORTED
 */
export function updateDnsSrv(update: NetworkUpdate): Network {
  const { network, command, element } = update
  refuseModify(command, 'DNS SRV records')
  expectElement(update, 'srv')
  const { srvs } = network.dns
  const srv = parseDnsSrv(element, network.name, !isAdd(command))
  const keys = ['domain', 'service', 'protocol', 'target'] as const
  const found = indexes(srvs, old => keys.every(key => srv[key] === undefined || srv[key] === old[key]))
  if (isAdd(command)) {
    if (found.length > 0) {
      const what = 'there is already at least one DNS SRV record matching all specified fields'
      throw invalidUpdate(`${what} in network ${network.name}`)
    }
  } else if (found.length === 0) {
    throw invalidUpdate(`couldn't locate a matching DNS SRV record in network ${network.name}`)
  } else if (found.length > 1) {
    const what = 'multiple DNS SRV records matching all specified fields were found'
    throw invalidUpdate(`${what} in network ${network.name}`)
  }
  return { ...network, dns: { ...network.dns, srvs: changeList(srvs, command, srv, found[0] ?? -1) } }
}

/**
 * Texts are told apart by name.
 * @throws LibvirtError XML_ERROR, OPERATION_INVALID
 */
export function updateDnsTxt(update: NetworkUpdate): Network {
  const { network, command, element } = update
  expectElement(update, 'txt')
  const { txts } = network.dns
  const txt = parseDnsTxt(element, network.name, command === 'delete')
  const index = txts.findIndex(old => old.name === txt.name)
  if (isAdd(command) && index >= 0) {
    throw invalidUpdate(`there is already a DNS TXT record with name '${txt.name ?? ''}' in network ${network.name}`)
  }
  if (!isAdd(command) && index < 0) {
    throw invalidUpdate(`couldn't locate a matching DNS TXT record in network ${network.name}`)
  }
  return { ...network, dns: { ...network.dns, txts: changeList(txts, command, txt, index) } }
}

function indexes<T>(list: readonly T[], test: (entry: T) => boolean): number[] {
  return list.flatMap((entry, index) => (test(entry) ? [index] : []))
}
