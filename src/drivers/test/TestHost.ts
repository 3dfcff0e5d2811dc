// The pretended host of one test connection: its objects, in memory, and the feed that tells of them.
import type { ChangeNotice, DriverObjects, Found } from '../../api/Driver.js'
import { domainEventType } from '../../api/enums/domain.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import type { References } from '../../api/schema.js'
import type { Clock } from '../../host/Clock.js'
import type { DomainContext } from '../../model/domain/DomainContext.js'
import type { EventFeed } from '../EventFeed.js'
import { NamedObjects } from '../NamedObjects.js'
import { FilterList } from '../nwfilter/FilterList.js'
import type { HeldBinding } from '../nwfilter/HeldBinding.js'
import type { HeldFilter } from '../nwfilter/HeldFilter.js'
import type { HeldSecret } from '../secret/HeldSecret.js'
import { SecretList } from '../secret/SecretList.js'
import type { Network } from '../../model/network/Network.js'
import type { Definable } from './Definable.js'
import type { TestInterface } from './interfaces/TestInterface.js'
import type { TestNodeDevice } from './nodeDevices/TestNodeDevice.js'
import type { TestNetworkPort } from './networks/TestNetworkPort.js'
import type { TestPool } from './storage/TestPool.js'
import { ContentRoom } from './storage/VolumeContent.js'
import type { TestVolume } from './storage/TestVolume.js'
import type { TestCheckpoint } from './moments/TestCheckpoint.js'
import type { TestSnapshot } from './moments/TestSnapshot.js'
import type { TestDomain } from './TestDomain.js'

/** The driver's own object types. */
export interface TestObjects extends DriverObjects {
  domain: TestDomain
  network: TestNetwork
  networkPort: TestNetworkPort
  storagePool: TestPool
  storageVol: TestVolume
  interface: TestInterface
  nodeDevice: TestNodeDevice
  domainSnapshot: TestSnapshot
  domainCheckpoint: TestCheckpoint
  secret: HeldSecret
  nwfilter: HeldFilter
  nwfilterBinding: HeldBinding
}
export type TestNetwork = Definable<'network', Network>

export interface TestHostOptions {
  readonly feed: EventFeed
  readonly clock: Clock
  /** How documents are read. */
  readonly context: DomainContext
  readonly uri: string
}

export class TestHost {
  readonly domains = new NamedObjects<TestDomain>()
  readonly networks = new NamedObjects<TestNetwork>()
  readonly pools = new NamedObjects<TestPool>()
  readonly interfaces = new Map<string, TestInterface>()
  readonly nodeDevices = new Map<string, TestNodeDevice>()
  readonly secrets = new SecretList()
  readonly filters = new FilterList()
  /** Room for the bytes of its volumes. */
  readonly room = new ContentRoom()
  readonly #ports = new WeakMap<TestNetwork, Map<string, TestNetworkPort>>()
  #lastId = 0

  constructor(readonly options: TestHostOptions) {}

  nextId(): number {
    return ++this.#lastId
  }

  /** @throws LibvirtError NO_DOMAIN */
  findDomain({ uuid, name }: References['domain']): TestDomain {
    const found = this.domains.withUuid(uuid)
    if (!found) throw new LibvirtError('NO_DOMAIN', `no domain with matching uuid '${uuid}' (${name})`)
    return found
  }

  /** @throws LibvirtError NO_NETWORK */
  findNetwork({ uuid, name }: References['network']): TestNetwork {
    const found = this.networks.withUuid(uuid)
    if (!found) throw new LibvirtError('NO_NETWORK', `no network with matching uuid '${uuid}' (${name})`)
    return found
  }

  /** A network's ports by UUID. */
  portsOf(net: TestNetwork): Map<string, TestNetworkPort> {
    let ports = this.#ports.get(net)
    if (!ports) this.#ports.set(net, (ports = new Map()))
    return ports
  }

  /** @throws LibvirtError NO_NETWORK, NO_NETWORK_PORT */
  findPort({ net, uuid }: References['networkPort']): TestNetworkPort {
    const found = this.portsOf(this.findNetwork(net)).get(uuid)
    if (!found) throw new LibvirtError('NO_NETWORK_PORT', `no network port with matching uuid '${uuid}'`)
    return found
  }

  /** @throws LibvirtError NO_STORAGE_POOL */
  findPool({ uuid, name }: References['storagePool']): TestPool {
    const found = this.pools.withUuid(uuid)
    if (!found) throw new LibvirtError('NO_STORAGE_POOL', `no storage pool with matching uuid '${uuid}' (${name})`)
    return found
  }

  /** @throws LibvirtError NO_STORAGE_POOL, NO_STORAGE_VOL */
  findVolume({ pool, name }: References['storageVol']): TestVolume {
    const home = this.pools.withName(pool)
    if (!home) throw new LibvirtError('NO_STORAGE_POOL', `no storage pool with matching name '${pool}'`)
    return home.volumeNamed(name)
  }

  /** The volume that appears at a path. */
  volumeAt(path: string): TestVolume | undefined {
    for (const pool of this.pools) {
      if (!pool.active) continue
      for (const volume of pool.volumes.values()) if (volume.path === path) return volume
    }
    return undefined
  }

  /** @throws LibvirtError NO_INTERFACE */
  findInterface({ name }: References['interface']): TestInterface {
    const found = this.interfaces.get(name)
    if (!found) throw new LibvirtError('NO_INTERFACE', `no interface with matching name '${name}'`)
    return found
  }

  /** @throws LibvirtError NO_NODE_DEVICE */
  findNodeDevice({ name }: References['nodeDevice']): TestNodeDevice {
    const found = this.nodeDevices.get(name)
    if (!found) throw new LibvirtError('NO_NODE_DEVICE', `no node device with matching name '${name}'`)
    return found
  }

  /** Tells a lifecycle event, and that answers of the domain are different now. */
  tell(dom: TestDomain, event: keyof typeof domainEventType, detail: number, fields: readonly string[]): void {
    const { feed } = this.options
    feed.emit('domainLifecycleEvent', { dom, event: domainEventType[event], detail })
    feed.change('changed', dom, fields)
  }

  change(name: ChangeNotice['name'], subject: Found, fields: readonly string[] = []): void {
    this.options.feed.change(name, subject, fields)
  }
}
