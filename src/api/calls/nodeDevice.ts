// Rows of the call table, see call.ts.
import { bits, call } from '../call.js'
import {
  connectListAllNodeDeviceFlags,
  nodeDeviceCreateXMLFlags,
  nodeDeviceDefineXMLFlags,
  nodeDeviceUpdateFlags,
  nodeDeviceXMLFlags,
} from '../enums/nodedev.js'
import { int, list, nodeDevice, nodeDeviceName, optional, string, uint } from '../schema.js'

export const nodeNumOfDevices = call('nodeNumOfDevices', 111, 'virNodeNumOfDevices', {
  args: { cap: optional(string), flags: uint },
  ret: { num: int },
  allow: ['connect:search_node_devices'],
  filter: 'node_device:getattr',
  priority: 'high',
  route: 'nodedev',
  flags: { test: 0, nodedev: 0 },
})

export const nodeListDevices = call('nodeListDevices', 112, 'virNodeListDevices', {
  args: { cap: optional(string), maxnames: int, flags: uint },
  ret: { names: list(string, 65536) },
  allow: ['connect:search_node_devices'],
  filter: 'node_device:getattr',
  priority: 'high',
  route: 'nodedev',
  flags: { test: 0, nodedev: 0 },
})

export const nodeDeviceLookupByName = call('nodeDeviceLookupByName', 113, 'virNodeDeviceLookupByName', {
  args: { name: string },
  ret: { dev: nodeDevice },
  allow: ['node_device:getattr'],
  on: 'result',
  priority: 'high',
  route: 'nodedev',
  bus: ['org.libvirt.Connect.NodeDeviceLookupByName'],
})

export const nodeDeviceGetXmlDesc = call('nodeDeviceGetXmlDesc', 114, 'virNodeDeviceGetXMLDesc', {
  args: { name: nodeDeviceName, flags: uint },
  ret: { xml: string },
  allow: ['node_device:read'],
  on: 'name',
  route: 'nodedev',
  flags: { test: nodeDeviceXMLFlags.XML_INACTIVE, nodedev: nodeDeviceXMLFlags.XML_INACTIVE },
  bus: ['org.libvirt.NodeDevice.GetXMLDesc'],
})

export const nodeDeviceGetParent = call('nodeDeviceGetParent', 115, 'virNodeDeviceGetParent', {
  args: { name: nodeDeviceName },
  ret: { parentName: optional(string) },
  allow: ['node_device:read'],
  on: 'name',
  priority: 'high',
  route: 'nodedev',
  bus: ['org.libvirt.NodeDevice.Parent'],
})

export const nodeDeviceNumOfCaps = call('nodeDeviceNumOfCaps', 116, 'virNodeDeviceNumOfCaps', {
  args: { name: nodeDeviceName },
  ret: { num: int },
  allow: ['node_device:read'],
  on: 'name',
  priority: 'high',
  route: 'nodedev',
  bus: ['org.libvirt.NodeDevice.ListCaps'],
})

export const nodeDeviceListCaps = call('nodeDeviceListCaps', 117, 'virNodeDeviceListCaps', {
  args: { name: nodeDeviceName, maxnames: int },
  ret: { names: list(string, 65536) },
  allow: ['node_device:read'],
  on: 'name',
  priority: 'high',
  route: 'nodedev',
  bus: ['org.libvirt.NodeDevice.ListCaps'],
})

export const nodeDeviceDettach = call('nodeDeviceDettach', 118, 'virNodeDeviceDettach', {
  args: { name: nodeDeviceName },
  allow: ['node_device:detach'],
  on: 'name',
  writes: true,
})

export const nodeDeviceReAttach = call('nodeDeviceReAttach', 119, 'virNodeDeviceReAttach', {
  args: { name: nodeDeviceName },
  allow: ['node_device:detach'],
  on: 'name',
  writes: true,
  bus: ['org.libvirt.NodeDevice.ReAttach'],
})

export const nodeDeviceReset = call('nodeDeviceReset', 120, 'virNodeDeviceReset', {
  args: { name: nodeDeviceName },
  allow: ['node_device:detach'],
  on: 'name',
  writes: true,
  bus: ['org.libvirt.NodeDevice.Reset'],
})

export const nodeDeviceCreateXml = call('nodeDeviceCreateXml', 123, 'virNodeDeviceCreateXML', {
  args: { xml_desc: string, flags: uint },
  ret: { dev: nodeDevice },
  allow: ['node_device:write', 'node_device:start'],
  on: 'new',
  writes: true,
  route: 'nodedev',
  flags: { test: nodeDeviceCreateXMLFlags.XML_VALIDATE, nodedev: nodeDeviceCreateXMLFlags.XML_VALIDATE },
  bus: ['org.libvirt.Connect.NodeDeviceCreateXML'],
})

export const nodeDeviceDestroy = call('nodeDeviceDestroy', 124, 'virNodeDeviceDestroy', {
  args: { name: nodeDeviceName },
  allow: ['node_device:stop'],
  on: 'name',
  writes: true,
  priority: 'high',
  route: 'nodedev',
  bus: ['org.libvirt.NodeDevice.Destroy'],
})

export const connectListAllNodeDevices = call('connectListAllNodeDevices', 285, 'virConnectListAllNodeDevices', {
  args: { need_results: int, flags: uint },
  ret: { devices: list(nodeDevice, 65536), ret: uint },
  allow: ['connect:search_node_devices'],
  filter: 'node_device:getattr',
  priority: 'high',
  route: 'nodedev',
  flags: {
    test: bits(
      connectListAllNodeDeviceFlags,
      'CAP_SYSTEM',
      'CAP_PCI_DEV',
      'CAP_USB_DEV',
      'CAP_USB_INTERFACE',
      'CAP_NET',
      'CAP_SCSI_HOST',
      'CAP_SCSI_TARGET',
      'CAP_SCSI',
      'CAP_STORAGE',
      'CAP_FC_HOST',
      'CAP_VPORTS',
      'CAP_SCSI_GENERIC',
      'CAP_DRM',
      'CAP_MDEV_TYPES',
      'CAP_MDEV',
      'CAP_CCW_DEV',
      'CAP_CSS_DEV',
      'CAP_VDPA',
      'CAP_AP_CARD',
      'CAP_AP_QUEUE',
      'CAP_AP_MATRIX',
      'CAP_VPD',
      'CAP_CCWGROUP_DEV',
      'CAP_CCWGROUP_MEMBER',
      'ACTIVE',
      'INACTIVE',
      'PERSISTENT',
      'TRANSIENT',
    ),
    nodedev: bits(
      connectListAllNodeDeviceFlags,
      'CAP_SYSTEM',
      'CAP_PCI_DEV',
      'CAP_USB_DEV',
      'CAP_USB_INTERFACE',
      'CAP_NET',
      'CAP_SCSI_HOST',
      'CAP_SCSI_TARGET',
      'CAP_SCSI',
      'CAP_STORAGE',
      'CAP_FC_HOST',
      'CAP_VPORTS',
      'CAP_SCSI_GENERIC',
      'CAP_DRM',
      'CAP_MDEV_TYPES',
      'CAP_MDEV',
      'CAP_CCW_DEV',
      'CAP_CSS_DEV',
      'CAP_VDPA',
      'CAP_AP_CARD',
      'CAP_AP_QUEUE',
      'CAP_AP_MATRIX',
      'CAP_VPD',
      'CAP_CCWGROUP_DEV',
      'CAP_CCWGROUP_MEMBER',
      'ACTIVE',
      'INACTIVE',
      'PERSISTENT',
      'TRANSIENT',
    ),
  },
  bus: ['org.libvirt.Connect.ListNodeDevices'],
})

export const nodeDeviceLookupScsiHostByWwn = call(
  'nodeDeviceLookupScsiHostByWwn',
  297,
  'virNodeDeviceLookupSCSIHostByWWN',
  {
    args: { wwnn: string, wwpn: string, flags: uint },
    ret: { dev: nodeDevice },
    allow: ['node_device:getattr'],
    on: 'result',
    priority: 'high',
    route: 'nodedev',
    flags: { test: 0, nodedev: 0 },
    bus: ['org.libvirt.Connect.NodeDeviceLookupSCSIHostByWWN'],
  },
)

export const nodeDeviceDetachFlags = call('nodeDeviceDetachFlags', 301, 'virNodeDeviceDetachFlags', {
  args: { name: nodeDeviceName, driverName: optional(string), flags: uint },
  allow: ['node_device:detach'],
  on: 'name',
  writes: true,
  flags: { test: 0, qemu: 0 },
  bus: ['org.libvirt.NodeDevice.Detach'],
})

export const nodeDeviceDefineXml = call('nodeDeviceDefineXml', 428, 'virNodeDeviceDefineXML', {
  args: { xml_desc: string, flags: uint },
  ret: { dev: nodeDevice },
  allow: ['node_device:write', 'node_device:save'],
  on: 'new',
  writes: true,
  route: 'nodedev',
  flags: { nodedev: nodeDeviceDefineXMLFlags.XML_VALIDATE },
})

export const nodeDeviceUndefine = call('nodeDeviceUndefine', 429, 'virNodeDeviceUndefine', {
  args: { name: nodeDeviceName, flags: uint },
  allow: ['node_device:delete'],
  on: 'name',
  writes: true,
  priority: 'high',
  route: 'nodedev',
  flags: { nodedev: 0 },
})

export const nodeDeviceCreate = call('nodeDeviceCreate', 430, 'virNodeDeviceCreate', {
  args: { name: nodeDeviceName, flags: uint },
  allow: ['node_device:start'],
  on: 'name',
  writes: true,
  priority: 'high',
  route: 'nodedev',
  flags: { nodedev: 0 },
})

export const nodeDeviceGetAutostart = call('nodeDeviceGetAutostart', 433, 'virNodeDeviceGetAutostart', {
  args: { name: nodeDeviceName },
  ret: { autostart: int },
  allow: ['node_device:read'],
  on: 'name',
  priority: 'high',
  route: 'nodedev',
})

export const nodeDeviceSetAutostart = call('nodeDeviceSetAutostart', 434, 'virNodeDeviceSetAutostart', {
  args: { name: nodeDeviceName, autostart: int },
  allow: ['node_device:write'],
  on: 'name',
  writes: true,
  priority: 'high',
  route: 'nodedev',
})

export const nodeDeviceIsPersistent = call('nodeDeviceIsPersistent', 435, 'virNodeDeviceIsPersistent', {
  args: { name: nodeDeviceName },
  ret: { persistent: int },
  allow: ['node_device:read'],
  on: 'name',
  priority: 'high',
  route: 'nodedev',
})

export const nodeDeviceIsActive = call('nodeDeviceIsActive', 436, 'virNodeDeviceIsActive', {
  args: { name: nodeDeviceName },
  ret: { active: int },
  allow: ['node_device:read'],
  on: 'name',
  priority: 'high',
  route: 'nodedev',
})

export const nodeDeviceUpdate = call('nodeDeviceUpdate', 447, 'virNodeDeviceUpdate', {
  args: { name: nodeDeviceName, xml_desc: string, flags: uint },
  allow: [
    'node_device:write',
    { permission: 'node_device:save', unlessAnyFlag: bits(nodeDeviceUpdateFlags, 'CONFIG', 'LIVE') },
    { permission: 'node_device:save', ifAllFlags: nodeDeviceUpdateFlags.CONFIG },
  ],
  on: 'name',
  writes: true,
  priority: 'high',
  route: 'nodedev',
  flags: { nodedev: bits(nodeDeviceUpdateFlags, 'LIVE', 'CONFIG') },
})
