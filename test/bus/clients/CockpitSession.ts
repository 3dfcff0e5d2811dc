// What cockpit-machines asks of org.libvirt, in its order, and how it reads the answers. Facts: its use of the D-Bus API.
import { Variant } from '../../../src/bus/codec/values.js'
import type { BusConnection } from '../../../src/bus/connection/BusConnection.js'
import { callDoor } from '../doorOn.js'

const properties = 'org.freedesktop.DBus.Properties'
/** VIR_DOMAIN_XML_SECURE, and with VIR_DOMAIN_XML_INACTIVE. */
const secure = 1
const secureInactive = 3
/** VIR_DOMAIN_STATS_BALLOON, VCPU and BLOCK. */
const statistics = 4 | 8 | 32

/** A guest as the overview shows it. */
export interface CockpitDomain {
  readonly xml: string
  readonly inactiveXml: string
  readonly properties: ReadonlyMap<string, unknown>
  readonly capabilities: string | undefined
  readonly state: unknown
}

export class CockpitSession {
  /** Signals that it acts on: member and arguments. */
  readonly told: string[] = []

  private constructor(
    readonly client: BusConnection,
    readonly path: string,
  ) {}

  static async start(client: BusConnection, path: string): Promise<CockpitSession> {
    const session = new CockpitSession(client, path)
    for (const member of ['DomainEvent', 'NetworkEvent', 'StoragePoolEvent']) {
      await client.subscribe({ interface: 'org.libvirt.Connect', member }, (values, { fields }) => {
        if (fields.path === path) session.told.push(`${member} ${values.slice(1).join(' ')}`)
      })
    }
    await client.subscribe({ interface: 'org.libvirt.StoragePool', member: 'Refresh' }, () => {
      session.told.push('Refresh')
    })
    return session
  }

  /** @param place path of the object; the connection's when absent */
  call(member: string, signature = '', values: readonly unknown[] = [], place = this.path): Promise<unknown> {
    return callDoor(this.client, place, member, signature, values)
  }

  async paths(member: string): Promise<string[]> {
    const found = await this.call(`Connect.${member}`, 'u', [0])
    return Array.isArray(found) ? found.map(String) : []
  }

  /** One variant level, as for Get. */
  async property(iface: string, name: string, place?: string): Promise<unknown> {
    return unwrap(await this.call(`${properties}.Get`, 'ss', [`org.libvirt.${iface}`, name], place))
  }

  /** Two variant levels, as GetAll has always had. */
  async properties(iface: string, place: string): Promise<Map<string, unknown>> {
    return dictionary(await this.call(`${properties}.GetAll`, 's', [`org.libvirt.${iface}`], place))
  }

  setAutostart(iface: string, place: string, on: boolean): Promise<unknown> {
    return this.call(`${properties}.Set`, 'ssv', [`org.libvirt.${iface}`, 'Autostart', new Variant('b', on)], place)
  }

  /** The five calls of each refresh. */
  async domain(place: string): Promise<CockpitDomain> {
    const xml = String(await this.call('Domain.GetXMLDesc', 'u', [secure], place))
    const inactiveXml = String(await this.call('Domain.GetXMLDesc', 'u', [secureInactive], place))
    const all = await this.properties('Domain', place)
    const [, arch = ''] = /<type[^>]* arch='([^']*)'/.exec(xml) ?? []
    const [, type = ''] = /<domain type='([^']*)'/.exec(xml) ?? []
    const wanted = ['', arch, '', type, 0]
    // It goes on without them.
    const capabilities = await this.call('Connect.GetDomainCapabilities', 'ssssu', wanted).then(String, () => undefined)
    const state = await this.call('Domain.GetState', 'u', [0], place)
    return { xml, inactiveXml, properties: all, capabilities, state }
  }

  /** What its graphs are drawn from; doubly wrapped as well. */
  async statistics(place: string): Promise<Map<string, unknown>> {
    return dictionary(await this.call('Domain.GetStats', 'uu', [statistics, 0], place))
  }
}

function unwrap(value: unknown): unknown {
  if (!(value instanceof Variant)) throw new TypeError('no variant')
  return value.value
}

function dictionary(entries: unknown): Map<string, unknown> {
  if (!Array.isArray(entries)) throw new TypeError('no dictionary')
  return new Map(entries.map(([name, value]: [string, unknown]) => [name, unwrap(unwrap(value))]))
}
