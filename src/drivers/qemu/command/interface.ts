// Network interfaces: the card the guest sees.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { actualConnection, type Interface, isVirtioModel } from '../../../model/domain/devices/interface.js'
import { addressProperties, romProperties } from './addressProperties.js'
import { aliasOf } from './characterDevices.js'
import type { CommandContext } from './CommandContext.js'
import { type CommandOption, device, type DeviceProperties, type Properties } from './CommandOption.js'
import { pciHostdevProperties } from './hostdev.js'
import { netdevOptions } from './netdev.js'
import { virtioDriver, virtioProperties } from './virtioDevice.js'

/** Queues the guest may use; with more than one, interrupt vectors for each direction, control and configuration. */
function multiqueue(net: Interface): Properties {
  const queues = net.driver?.queues ?? 1
  return queues > 1 ? { mq: true, vectors: 2 * queues + 2 } : {}
}

function virtioNetProperties(net: Interface): Properties {
  const { driver, hostOffloads: host, guestOffloads: guest } = net
  return {
    ...virtioProperties(driver),
    tx: driver?.txmode === 'iothread' ? 'bh' : driver?.txmode,
    ioeventfd: driver?.ioeventfd,
    event_idx: driver?.event_idx,
    csum: host?.csum,
    gso: host?.gso,
    host_tso4: host?.tso4,
    host_tso6: host?.tso6,
    host_ecn: host?.ecn,
    host_ufo: host?.ufo,
    mrg_rxbuf: host?.mrg_rxbuf,
    guest_csum: guest?.csum,
    guest_tso4: guest?.tso4,
    guest_tso6: guest?.tso6,
    guest_ecn: guest?.ecn,
    guest_ufo: guest?.ufo,
    ...multiqueue(net),
    rx_queue_size: driver?.rx_queue_size || undefined,
    tx_queue_size: driver?.tx_queue_size || undefined,
    rss: driver?.rss,
    hash: driver?.rss_hash_report,
    host_mtu: net.mtu || undefined,
    failover: net.teaming?.type === 'persistent' ? true : undefined,
  }
}

/** Properties of the card. */
export function interfaceDevice(net: Interface, domain: Domain): DeviceProperties {
  const { model = 'rtl8139', info } = net
  const alias = aliasOf(info)
  const virtio = isVirtioModel(model)
  return {
    driver: virtio ? virtioDriver('virtio-net', info, model) : model,
    ...(virtio ? virtioNetProperties(net) : {}),
    netdev: `host${alias}`,
    id: alias,
    mac: net.mac,
    bootindex: info.effectiveBootIndex,
    loadparm: info.loadparm,
    ...addressProperties(domain, info),
    ...romProperties(info),
  }
}

/** Refusals of what only makes sense for connections through a tap. */
function check(net: Interface): void {
  const { type } = actualConnection(net)
  const tapless = type === 'hostdev' || type === 'vhostuser' || type === 'vdpa'
  if (!tapless) return
  const refuse = (what: string) => {
    const where = `interface ${net.mac} - ${what} is not supported for network interfaces of type ${type}`
    return new LibvirtError('CONFIG_UNSUPPORTED', where)
  }
  if (net.filter) throw refuse('filterref')
  if (net.backend?.tap !== undefined) throw refuse('custom tap device path')
}

/** Everything for an interface. @throws LibvirtError CONFIG_UNSUPPORTED */
export function interfaceOptions(net: Interface, domain: Domain, context: CommandContext): CommandOption[] {
  check(net)
  const connection = actualConnection(net)
  if (connection.type === 'hostdev') {
    if (connection.source.type !== 'pci') {
      throw new LibvirtError('CONFIG_UNSUPPORTED', 'only PCI devices can be passed through as interfaces')
    }
    return [device(pciHostdevProperties(connection.source.address, net, domain))]
  }
  return [...netdevOptions(net, context), device(interfaceDevice(net, domain))]
}
