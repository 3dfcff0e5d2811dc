// Owns `<interface>`: the guest's network cards and what they are connected to.
import type { Bandwidth } from '../../network/Bandwidth.js'
import type { Route } from '../../network/Route.js'
import type { VirtualPort } from '../../network/VirtualPort.js'
import type { Vlan } from '../../network/Vlan.js'
import type { PciAddress } from './address.js'
import { attributeTable, type TableValue } from './attributeTable.js'
import { nonNegative, oneOf, onOff, string, uint, yesNo } from './attributeTypes.js'
import type { UnixSource } from './charSource.js'
import type { DeviceInfo } from './deviceInfo.js'
import type { HostdevSource } from './hostdev.js'
import type { Teaming } from './teaming.js'
import { virtioOptionRows } from './virtioOptions.js'

export const interfaceTypes = [
  'user',
  'ethernet',
  'vhostuser',
  'server',
  'client',
  'mcast',
  'network',
  'bridge',
  'internal',
  'direct',
  'hostdev',
  'udp',
  'vdpa',
  'null',
  'vds',
] as const
export type InterfaceType = (typeof interfaceTypes)[number]

export const interfaceMac = attributeTable({ address: string, type: oneOf('generated', 'static'), check: yesNo })
export const interfaceDriver = attributeTable({
  name: oneOf('qemu', 'vhost'),
  txmode: oneOf('iothread', 'timer'),
  ioeventfd: onOff,
  event_idx: onOff,
  queues: uint,
  rx_queue_size: uint,
  tx_queue_size: uint,
  rss: onOff,
  rss_hash_report: onOff,
  ...virtioOptionRows,
})
export const hostOffloads = attributeTable({
  csum: onOff,
  gso: onOff,
  tso4: onOff,
  tso6: onOff,
  ecn: onOff,
  ufo: onOff,
  mrg_rxbuf: onOff,
})
export const guestOffloads = attributeTable({ csum: onOff, tso4: onOff, tso6: onOff, ecn: onOff, ufo: onOff })
export const interfaceBackend = attributeTable({
  type: oneOf('default', 'passt'),
  tap: string,
  vhost: string,
  logFile: string,
})
export const interfaceTarget = attributeTable({ dev: string, managed: yesNo })
export const interfaceGuest = attributeTable({ dev: string, actual: string })
export const socketPlace = attributeTable({ address: string, port: uint })
export const portForwardHead = attributeTable({ proto: oneOf('tcp', 'udp'), address: string, dev: string })
export const portRange = attributeTable({ start: uint, end: uint, to: uint, exclude: yesNo })
export const interfaceIp = attributeTable({
  address: string,
  family: oneOf('ipv4', 'ipv6'),
  prefix: uint,
  peer: string,
})
export const macvtapModes = ['vepa', 'private', 'bridge', 'passthrough'] as const
export const coalesceLimits = attributeTable({ max: nonNegative })

/** One IP address of the interface, in the guest or on the host. */
export type InterfaceIp = TableValue<typeof interfaceIp>

/** Addresses and routes of one side. */
export interface InterfaceIpInfo {
  ips: InterfaceIp[]
  routes: Route[]
}

export interface SocketConnection {
  type: 'server' | 'client' | 'mcast' | 'udp'
  address?: string | undefined
  port: number
  localAddress?: string | undefined
  localPort?: number | undefined
}
export interface NetworkConnection {
  type: 'network'
  network: string
  portgroup?: string | undefined
  /** The port the running network gave. */
  portid?: string | undefined
  /** Bridge of the running network. */
  bridge?: string | undefined
}
export interface HostdevConnection {
  type: 'hostdev'
  managed: boolean
  source: HostdevSource & { type: 'pci' | 'usb' | 'net' }
}
export interface VdsConnection {
  type: 'vds'
  switchid: string
  portid?: string | undefined
  portgroupid: string
  connectionid?: string | undefined
}

/** What the interface is plugged into. */
export type InterfaceConnection =
  | { type: 'user' | 'null'; dev?: string | undefined }
  | { type: 'ethernet' }
  | { type: 'vhostuser'; char?: UnixSource | undefined; dev?: string | undefined }
  | SocketConnection
  | NetworkConnection
  | { type: 'bridge'; bridge: string }
  | { type: 'internal'; name: string }
  | { type: 'direct'; dev: string; mode?: (typeof macvtapModes)[number] | undefined }
  | HostdevConnection
  | { type: 'vdpa'; dev: string }
  | VdsConnection

/** Ports of the host handed through to the guest. */
export interface PortForward extends TableValue<typeof portForwardHead> {
  ranges: TableValue<typeof portRange>[]
}

/** What the network driver made of `<interface type='network'>` for a running guest. */
export interface ActualConnection {
  connection: InterfaceConnection
  trustGuestRxFilters?: boolean | undefined
  virtualPort?: VirtualPort | undefined
  bandwidth?: Bandwidth | undefined
  vlan?: Vlan | undefined
  isolatedPort?: boolean | undefined
  classId?: number | undefined
  driver?: { name?: 'kvm' | 'vfio' | 'xen' | undefined; model?: string | undefined } | undefined
}

export interface FilterReference {
  filter: string
  parameters: { name: string; value: string }[]
}

export interface Interface {
  kind: 'interface'
  connection: InterfaceConnection
  actual?: ActualConnection | undefined
  trustGuestRxFilters?: boolean | undefined
  /** Canonical text; absent until generated. */
  mac?: string | undefined
  macType?: 'generated' | 'static' | undefined
  macCheck?: boolean | undefined
  virtualPort?: VirtualPort | undefined
  bandwidth?: Bandwidth | undefined
  vlan?: Vlan | undefined
  isolatedPort?: boolean | undefined
  guestIp: InterfaceIpInfo
  hostIp: InterfaceIpInfo
  script?: string | undefined
  downscript?: string | undefined
  backendDomain?: string | undefined
  /** Host interface. */
  target?: string | undefined
  /** The host interface was made by someone else. */
  targetManaged?: boolean | undefined
  guestName?: string | undefined
  guestActualName?: string | undefined
  /** Canonical when libvirt knows it. */
  model?: string | undefined
  driver?: TableValue<typeof interfaceDriver> | undefined
  hostOffloads?: TableValue<typeof hostOffloads> | undefined
  guestOffloads?: TableValue<typeof guestOffloads> | undefined
  backend?: TableValue<typeof interfaceBackend> | undefined
  filter?: FilterReference | undefined
  /** `down` or `up` when the definition says so. */
  link?: 'up' | 'down' | undefined
  mtu?: number | undefined
  /** Packets to gather before an interrupt; 0 is none. */
  coalesceRxFrames?: number | undefined
  teaming?: Teaming | undefined
  sndbuf?: number | undefined
  portForwards: PortForward[]
  info: DeviceInfo
}

/** Models libvirt knows by name, whatever the case they are written in; others pass as they are. */
export const interfaceModels = [
  'netfront',
  'rtl8139',
  'virtio',
  'e1000',
  'e1000e',
  'igb',
  'virtio-transitional',
  'virtio-non-transitional',
  'usb-net',
  'spapr-vlan',
  'lan9118',
  'smc91c111',
  'vlance',
  'vmxnet',
  'vmxnet2',
  'vmxnet3',
  'Am79C970A',
  'Am79C973',
  '82540EM',
  '82545EM',
  '82543GC',
] as const

/** Whether the model is one of the virtio family. */
export function isVirtioModel(model: string | undefined): boolean {
  return model === 'virtio' || model === 'virtio-transitional' || model === 'virtio-non-transitional'
}

/** The connection in effect: the actual one of a running guest, else the configured. */
export function actualConnection(net: Interface): InterfaceConnection {
  return net.actual?.connection ?? net.connection
}

/** Limits on an interface's traffic: those of its place in a network come before its own. */
export function actualBandwidth(net: Interface): Bandwidth | undefined {
  return net.actual?.bandwidth ?? net.bandwidth
}

/** PCI address of the host device behind a passed-through interface. */
export function hostdevAddress(connection: InterfaceConnection): PciAddress | undefined {
  return connection.type === 'hostdev' && connection.source.type === 'pci' ? connection.source.address : undefined
}
