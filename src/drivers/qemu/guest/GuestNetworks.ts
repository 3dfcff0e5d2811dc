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
}

/** For a daemon without a network driver in reach. */
export const noNetworks: GuestNetworks = {
  async plug({ connection }) {
    const name = connection.type === 'network' ? connection.network : ''
    throw new LibvirtError('CONFIG_UNSUPPORTED', `network '${name}' cannot be used: no network driver is in reach`, {
      hint: "Use <interface type='bridge'> or type='user' instead",
    })
  },
  async unplug() {},
}
