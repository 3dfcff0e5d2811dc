import { LibvirtError } from '../../../api/LibvirtError.js'
import type { ActualConnection, Interface } from '../../../model/domain/devices/interface.js'
import type { Domain } from '../../../model/domain/Domain.js'

/** The network driver, as guests need it: local, or another daemon's. */
export interface GuestNetworks {
  /**
   * Gives an interface its place in a network.
   * @returns what it is to be connected to on this host
   * @throws LibvirtError NO_NETWORK, OPERATION_INVALID when the network is not active
   */
  plug(net: Interface, owner: Pick<Domain, 'name' | 'uuid'>): Promise<ActualConnection>
  /** Takes that place away again; a network that has ended meanwhile is fine. */
  unplug(net: Interface, owner: Pick<Domain, 'name' | 'uuid'>): Promise<void>
  /**
   * What a network has given out to a card.
   * @param network its name
   * @throws LibvirtError NO_NETWORK
   */
  leases(network: string, mac: string): Promise<readonly NetworkLease[]>
}

export interface NetworkLease {
  /** virIPAddrType. */
  readonly type: number
  readonly addr: string
  readonly prefix: number
  /** As the guest introduced itself. */
  readonly hostname: string | undefined
}

const outOfReach = (network: string, hint: string): LibvirtError =>
  new LibvirtError('CONFIG_UNSUPPORTED', `network '${network}' cannot be used: no network driver is in reach`, { hint })

/** For a daemon without a network driver in reach. */
export const noNetworks: GuestNetworks = {
  async plug({ connection }) {
    const name = connection.type === 'network' ? (connection.network ?? '') : ''
    throw outOfReach(name, "Use <interface type='bridge'> or type='user' instead")
  },
  async unplug() {},
  async leases(network) {
    throw outOfReach(network, 'The guest agent and the host’s neighbours can be asked instead (sources agent and arp)')
  },
}
