// Owns <route>: a static route, of a network through one of its guests or of an interface in a guest.
import { parseInteger } from '../xml/parseInteger.js'
import { nonEmpty, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import {
  formatIpAddress,
  type IpAddress,
  ipBits,
  netmaskPrefix,
  networkOf,
  parseIpAddress,
  sameIpAddress,
} from './IpAddress.js'

export interface Route {
  readonly family?: 'ipv4' | 'ipv6' | undefined
  readonly address: IpAddress
  readonly netmask?: IpAddress | undefined
  readonly prefix?: number | undefined
  readonly gateway: IpAddress
  /** 0 when none was given. */
  readonly metric: number
}

const uint32 = { min: 0n, max: 0xffffffffn, base: 10 } as const

/**
 * @param where words in front of each refusal, e.g. the network's name
 * @throws LibvirtError XML_ERROR
 */
export function parseRoute(element: XmlElement, where: string): Route {
  const refuse = (detail: string) => refuseAt(element, `${where}: ${detail}`)
  const address = routeAddress(element, 'address', 'network', refuse)
  const gateway = routeAddress(element, 'gateway', 'gateway', refuse)
  const family = routeFamily(element, address, gateway, refuse)
  const netmask = optionalAddress(element, 'netmask', 'netmask', refuse)
  const prefix = number(element, 'prefix', refuse)
  const metric = number(element, 'metric', refuse)
  if (metric === 0) throw refuse(`Invalid metric 0 specified in route definition, must be > 0`)
  checkNetmask(address, netmask, prefix, refuse)
  const length = prefix ?? (netmask && netmaskPrefix(netmask))
  const bits = ipBits[address.family]
  if (length === undefined ? netmask : length > bits) {
    throw refuse(`Invalid prefix ${prefix ?? 0} specified in route definition, must be 0 - ${bits}`)
  }
  if (length !== undefined && !sameIpAddress(networkOf(address, length), address)) {
    const shown = netmask ? formatIpAddress(netmask) : String(length)
    const what = `Address '${formatIpAddress(address)}' in route definition is not a network address`
    throw refuse(`${what} (${netmask ? 'netmask' : 'prefix'} ${shown})`)
  }
  return { family, address, netmask, prefix, gateway, metric: metric ?? 0 }
}

type Refuse = (detail: string) => Error

function optionalAddress(element: XmlElement, name: string, label: string, refuse: Refuse): IpAddress | undefined {
  const text = nonEmpty(element, name)
  if (text === undefined) return undefined
  const address = parseIpAddress(text)
  if (!address) throw refuse(`Bad ${label} address '${text}' in route definition`)
  return address
}

function routeAddress(element: XmlElement, name: string, label: string, refuse: Refuse): IpAddress {
  const address = optionalAddress(element, name, label, refuse)
  if (!address) throw refuse(`Missing required ${name} attribute in route definition`)
  return address
}

function routeFamily(element: XmlElement, address: IpAddress, gateway: IpAddress, refuse: Refuse): Route['family'] {
  const family = nonEmpty(element, 'family')
  if (family !== undefined && family !== 'ipv4' && family !== 'ipv6') {
    throw refuse(`Unrecognized family '${family}' in route definition`)
  }
  const wanted = family === 'ipv6' ? 6 : 4
  for (const [label, ip] of [
    ['address', address],
    ['gateway', gateway],
  ] as const) {
    if (ip.family === wanted) continue
    const shown = `'${formatIpAddress(ip)}' in route definition`
    if (family === undefined) throw refuse(`No family specified for non-IPv4 ${label} ${shown}`)
    throw refuse(`${family} family specified for non-${family === 'ipv4' ? 'IPv4' : 'IPv6'} ${label} ${shown}`)
  }
  return family
}

function number(element: XmlElement, name: 'prefix' | 'metric', refuse: Refuse): number | undefined {
  const text = nonEmpty(element, name)
  if (text === undefined) return undefined
  const value = parseInteger(text, uint32)
  if (value === undefined) throw refuse(`Invalid ${name} specified in route definition`)
  return Number(value)
}

function checkNetmask(address: IpAddress, netmask: IpAddress | undefined, prefix: number | undefined, refuse: Refuse) {
  if (!netmask) return
  const shown = formatIpAddress(address)
  if (netmask.family !== 4 || address.family !== 4) {
    const what = `Invalid netmask '${formatIpAddress(netmask)}' for address '${shown}' (both must be IPv4)`
    throw refuse(`${what} in route definition`)
  }
  if (prefix !== undefined) throw refuse('Cannot specify both prefix and netmask in route definition')
}

export function formatRoute(writer: XmlWriter, route: Route): void {
  writer.element('route', {
    family: route.family,
    address: formatIpAddress(route.address),
    netmask: route.netmask && formatIpAddress(route.netmask),
    prefix: route.prefix,
    gateway: formatIpAddress(route.gateway),
    metric: route.metric || undefined,
  })
}
