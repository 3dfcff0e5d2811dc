// Owns `<hostdev>`: host devices handed to the guest.
import type { PciAddress } from './address.js'
import { attributeTable, refusing, type TableValue } from './attributeTable.js'
import { oneOf, onOff, prefixed, string, yesNo } from './attributeTypes.js'
import type { DeviceInfo } from './deviceInfo.js'
import type { StorageAuth } from './storageAuth.js'
import type { StorageHost } from './storageSource.js'
import type { Teaming } from './teaming.js'

export const hostdevHead = attributeTable({
  mode: refusing(oneOf('subsystem', 'capabilities'), mode => `unknown hostdev mode '${mode}'`),
  type: string,
  managed: yesNo,
  sgio: oneOf('filtered', 'unfiltered'),
  rawio: yesNo,
  model: oneOf('vfio-pci', 'vfio-ccw', 'vfio-ap', 'virtio', 'virtio-transitional', 'virtio-non-transitional'),
  display: onOff,
  ramfb: onOff,
})
export const hostdevDriver = attributeTable({ name: oneOf('kvm', 'vfio', 'xen'), model: string })
export const usbPlace = attributeTable({ bus: prefixed, device: prefixed, port: string })
export const scsiPlace = attributeTable({ bus: prefixed, target: prefixed, unit: prefixed })

export interface UsbHostdevSource {
  type: 'usb'
  vendor?: number | undefined
  product?: number | undefined
  /** Absent when the device is named by vendor and product only. */
  bus?: number | undefined
  device?: number | undefined
  port?: string | undefined
  startupPolicy?: 'mandatory' | 'requisite' | 'optional' | undefined
  /** The address was found from vendor and product. */
  autoAddress?: boolean | undefined
  missing?: boolean | undefined
  guestReset?: 'off' | 'uninitialized' | 'on' | undefined
}
export interface PciHostdevSource {
  type: 'pci'
  address: PciAddress
  driver?: TableValue<typeof hostdevDriver> | undefined
  writeFiltering?: boolean | undefined
}
export interface ScsiHostdevSource {
  type: 'scsi'
  adapter: string
  bus: number
  target: number
  unit: number
}
export interface IscsiHostdevSource {
  type: 'iscsi'
  name: string
  hosts: StorageHost[]
  auth?: StorageAuth | undefined
  initiator?: string | undefined
}
export interface ScsiHostHostdevSource {
  type: 'scsi_host'
  wwpn: string
}
export interface MdevHostdevSource {
  type: 'mdev'
  uuid: string
}
export interface CapabilityHostdevSource {
  type: 'storage' | 'misc' | 'net'
  /** Block device, character device or interface. */
  value: string
}
export type HostdevSource =
  | UsbHostdevSource
  | PciHostdevSource
  | ScsiHostdevSource
  | IscsiHostdevSource
  | ScsiHostHostdevSource
  | MdevHostdevSource
  | CapabilityHostdevSource

export interface Hostdev {
  kind: 'hostdev'
  managed: boolean
  source: HostdevSource
  model?: TableValue<typeof hostdevHead>['model']
  sgio?: 'filtered' | 'unfiltered' | undefined
  rawio?: boolean | undefined
  display?: boolean | undefined
  ramfb?: boolean | undefined
  teaming?: Teaming | undefined
  readonly?: boolean | undefined
  shareable?: boolean | undefined
  /** Prefix of the name of the block node for a SCSI device, of prepared and running guests. */
  node?: string | undefined
  info: DeviceInfo
}
