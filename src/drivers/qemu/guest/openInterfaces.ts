// The host's end of network interfaces: a place in a network, a tap, and the bridge it is plugged into.
import { closeSync, openSync } from 'node:fs'
import type { Undo } from '../../../host/Undo.js'
import {
  actualBandwidth,
  actualConnection,
  type Interface,
  type InterfaceConnection,
  isVirtioModel,
} from '../../../model/domain/devices/interface.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { canBeLimited, limitInterface } from '../tuning/limitInterface.js'
import type { DescriptorTable } from './DescriptorTable.js'

/** Names the kernel is to choose; a definition keeps only others. */
const tapPattern = 'vnet%d'

type DirectConnection = Extract<InterfaceConnection, { type: 'direct' }>

/** Where descriptors go: to a QEMU that is to be started, or to one that runs. */
type Descriptors = Pick<DescriptorTable, 'add' | 'fds'>

/** Opens what the guest's interfaces need; their definitions say then what they are connected to. @throws LibvirtError */
export async function openInterfaces(
  context: QemuDriverContext,
  definition: Domain,
  table: Descriptors,
  undo: Undo,
): Promise<void> {
  for (const net of definition.devices.interface) await openInterface(context, definition, net, table, undo)
}

/** As `openInterfaces` for one interface. */
export async function openInterface(
  context: QemuDriverContext,
  definition: Pick<Domain, 'name' | 'uuid'>,
  net: Interface,
  table: Descriptors,
  undo: Undo,
): Promise<void> {
  const { networks } = context
  if (net.connection.type === 'network' && !net.actual) {
    net.actual = await networks.plug(net, definition)
    undo.defer(() => networks.unplug(net, definition))
  }
  const connection = actualConnection(net)
  if (connection.type === 'bridge') await openTap(context, net, connection.bridge, table)
  if (connection.type === 'network') await openTap(context, net, connection.bridge, table)
  if (connection.type === 'ethernet') await openTap(context, net, undefined, table)
  if (connection.type === 'direct') {
    await openDirect(context, net, connection, table, undo)
  }
  const bandwidth = actualBandwidth(net)
  if (bandwidth && canBeLimited(net)) await limitInterface(context, net, bandwidth)
}

async function openTap(
  { links }: QemuDriverContext,
  net: Interface,
  master: string | undefined,
  table: Descriptors,
): Promise<void> {
  const queues = net.driver?.queues ?? 1
  const tap = links.openTap(net.target ?? tapPattern, queues, isVirtioModel(net.model))
  keepDescriptors(net, tap.fds, table)
  net.target = tap.name
  if (net.targetManaged !== false) {
    const up = net.link !== 'down'
    await links.configure(tap.name, { mac: net.mac && hostMac(net.mac), master, mtu: net.mtu, up })
  }
}

/** A link on a card of the host's, which has the guest's own address. */
async function openDirect(
  context: QemuDriverContext,
  net: Interface,
  { dev, mode = 'vepa' }: DirectConnection,
  table: Descriptors,
  undo: Undo,
): Promise<void> {
  const { links } = context
  const { mac, mtu, model, driver } = net
  const queues = driver?.queues ?? 1
  const tap = await links.openMacvtap({ name: net.target, link: dev, mode, mac, queues, virtio: isVirtioModel(model) })
  net.target = tap.name
  undo.defer(() => removeDirect(context, net))
  keepDescriptors(net, tap.fds, table)
  await links.configure(tap.name, { mtu, up: net.link !== 'down' })
}

/** Takes away what stays of a guest's interface when QEMU is gone. */
export async function removeDirect({ links }: Pick<QemuDriverContext, 'links'>, net: Interface): Promise<void> {
  if (actualConnection(net).type === 'direct' && net.target !== undefined)
    await links.removeMacvtap(net.target, net.mac)
}

/** Hands descriptors over, with those of the kernel's back end. From here on the table closes them, and with them a tap goes. */
function keepDescriptors(net: Interface, fds: readonly number[], table: Descriptors): void {
  const alias = net.info.alias ?? ''
  const own = fds.map(fd => table.add(fd))
  table.fds.set(alias, own)
  const vhost = openVhost(net, fds.length)
  if (vhost.length === 0) return
  const added = vhost.map(fd => table.add(fd))
  table.fds.set(`${alias}-vhost`, added)
}

/**
 * The host's end has the guest's address with a first byte of fe, so that a bridge never takes it for its own: it takes the
 * lowest it sees.
 */
function hostMac(mac: string): string {
  return `fe${mac.slice(2)}`
}

/** The kernel's own back end for virtio, where it has one and nothing forbids it. */
function openVhost({ model, driver, backend }: Interface, queues: number): number[] {
  if (!isVirtioModel(model) || driver?.name === 'qemu') return []
  const fds: number[] = []
  try {
    // The kernel's memory, not a disk.
    for (let queue = 0; queue < queues; queue++) fds.push(openSync(backend?.vhost ?? '/dev/vhost-net', 'r+'))
  } catch {
    // Without vhost the packets go through QEMU: all of them, or none.
    for (const fd of fds.splice(0)) closeSync(fd)
  }
  return fds
}
