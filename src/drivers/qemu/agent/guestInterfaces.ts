import { iPAddrType } from '../../../api/enums/network.js'
import type { JsonReader } from '../monitor/JsonReader.js'

export interface GuestInterface {
  readonly name: string
  readonly hwaddr: string | undefined
  readonly addrs: readonly GuestAddress[]
}

export interface GuestAddress {
  /** virIPAddrType. */
  readonly type: number
  readonly addr: string
  readonly prefix: number
}

/** Reads the answer to guest-network-get-interfaces. What Linux calls `eth0:1` belongs to `eth0`. */
export function guestInterfaces(answer: JsonReader): GuestInterface[] {
  const found = new Map<string, { name: string; hwaddr: string | undefined; addrs: GuestAddress[] }>()
  for (const each of answer.items()) {
    const [name = ''] = each.field('name').string().split(':')
    const hwaddr = each.field('hardware-address').optionalString()
    const known = found.get(name) ?? { name, hwaddr, addrs: [] }
    found.set(name, known)
    const addresses = each.field('ip-addresses')
    if (addresses.present) known.addrs.push(...addresses.items().map(addressOf))
  }
  return [...found.values()]
}

function addressOf(address: JsonReader): GuestAddress {
  const { IPV4, IPV6 } = iPAddrType
  const type = address.field('ip-address-type').string() === 'ipv6' ? IPV6 : IPV4
  return { type, addr: address.field('ip-address').string(), prefix: address.field('prefix').int32() >>> 0 }
}
