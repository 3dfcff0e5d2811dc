// Host devices handed to the guest.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { type PciAddress, pciAddressText } from '../../../model/domain/devices/address.js'
import type { DeviceInfo } from '../../../model/domain/devices/deviceInfo.js'
import type {
  Hostdev,
  HostdevSource,
  IscsiHostdevSource,
  ScsiHostdevSource,
  UsbHostdevSource,
} from '../../../model/domain/devices/hostdev.js'
import type { Teaming } from '../../../model/domain/devices/teaming.js'
import { addressProperties, busName, romProperties } from './addressProperties.js'
import { scsiModel } from './assignAliases.js'
import { type Protocol, protocolProperties } from './blockProtocol.js'
import { aliasOf } from './characterDevices.js'
import { type CommandContext, has } from './CommandContext.js'
import { type CommandOption, device, type DeviceProperties, type Properties } from './CommandOption.js'
import { secretObject } from './secretObject.js'
import { virtioDriver } from './virtioDevice.js'

interface PassedThrough {
  info: DeviceInfo
  teaming?: Teaming | undefined
  display?: boolean | undefined
  ramfb?: boolean | undefined
}

const onOff = (value: boolean | undefined) => (value === undefined ? undefined : value ? 'on' : 'off')

/** A PCI function of the host's, whether it is a hostdev or an interface. */
export function pciHostdevProperties(address: PciAddress, device: PassedThrough, domain: Domain): DeviceProperties {
  const { info } = device
  return {
    driver: device.ramfb ? 'vfio-pci-nohotplug' : 'vfio-pci',
    host: pciAddressText(address),
    id: aliasOf(info),
    bootindex: info.effectiveBootIndex ?? info.bootIndex,
    failover_pair_id: device.teaming?.persistent,
    display: onOff(device.display),
    ramfb: device.ramfb || undefined,
    ...addressProperties(domain, info),
    ...romProperties(info),
  }
}

function usb(hostdev: Hostdev, source: UsbHostdevSource, domain: Domain, context: CommandContext): DeviceProperties {
  const { info } = hostdev
  const pad = (value: number | undefined) => String(value ?? 0).padStart(3, '0')
  const node = `/dev/bus/usb/${pad(source.bus)}/${pad(source.device)}`
  const named = has(context, 'usb-host.hostdevice')
  const place: Properties = named ? { hostdevice: node } : { hostbus: source.bus, hostaddr: source.device }
  const resets = {
    off: { 'guest-reset': false },
    uninitialized: { 'guest-reset': true, 'guest-resets-all': false },
    on: { 'guest-reset': true, 'guest-resets-all': true },
  }
  return {
    driver: 'usb-host',
    ...(source.missing ? {} : place),
    id: aliasOf(info),
    bootindex: info.bootIndex,
    ...(source.guestReset ? resets[source.guestReset] : {}),
    ...addressProperties(domain, info),
  }
}

function mdev(hostdev: Hostdev, uuid: string, domain: Domain): DeviceProperties {
  const { info, model } = hostdev
  const drivers: Record<string, string> = { 'vfio-ccw': 'vfio-ccw', 'vfio-ap': 'vfio-ap' }
  return {
    driver: hostdev.ramfb ? 'vfio-pci-nohotplug' : (drivers[model ?? ''] ?? 'vfio-pci'),
    id: aliasOf(info),
    sysfsdev: `/sys/bus/mdev/devices/${uuid}`,
    display: onOff(hostdev.display),
    ramfb: hostdev.ramfb || undefined,
    bootindex: info.bootIndex,
    ...addressProperties(domain, info),
  }
}

/** Name of the block node that stands for a SCSI device of the host's. */
export function scsiBackendNode(hostdev: Hostdev): string {
  if (hostdev.node === undefined) throw new TypeError('host device has no node name: the domain was not prepared')
  return `${hostdev.node}-backend`
}

function scsiBackend(
  hostdev: Hostdev,
  source: ScsiHostdevSource | IscsiHostdevSource,
  context: CommandContext,
): CommandOption[] {
  const node = scsiBackendNode(hostdev)
  const options: CommandOption[] = []
  let properties: Protocol
  if (source.type === 'iscsi') {
    const auth = source.auth && `${node}-secret0`
    if (source.auth && auth) {
      options.push(secretObject(auth, context.secrets.encrypted(source.auth.secret, 'iscsi')))
    }
    properties = protocolProperties(
      {
        type: 'network',
        protocol: 'iscsi',
        name: source.name,
        hosts: source.hosts,
        auth: source.auth,
        initiator: source.initiator,
      },
      { auth, encryption: [] },
      {},
    )
  } else {
    properties = { driver: 'host_device', filename: `/dev/${context.scsiGenericName(source)}` }
  }
  const named = { ...properties, 'node-name': node, 'read-only': hostdev.readonly ?? false }
  options.push({ kind: 'blockdev', properties: named })
  return options
}

function scsiDevice(hostdev: Hostdev, domain: Domain): DeviceProperties {
  const { address } = hostdev.info
  if (address?.type !== 'drive')
    throw new LibvirtError('INTERNAL_ERROR', 'unexpected address type for SCSI host device')
  const bus = `${busName(domain, 'scsi', address.controller)}.0`
  const place =
    scsiModel(domain, address.controller) === 'lsilogic'
      ? { bus, 'scsi-id': address.unit }
      : { bus, channel: address.bus, 'scsi-id': address.target, lun: address.unit }
  return {
    driver: 'scsi-generic',
    drive: scsiBackendNode(hostdev),
    id: aliasOf(hostdev.info),
    bootindex: hostdev.info.bootIndex,
    ...place,
  }
}

function scsiHost(hostdev: Hostdev, wwpn: string, domain: Domain, context: CommandContext): DeviceProperties {
  const { info } = hostdev
  const fd = context.descriptors.fds.get(`${aliasOf(info)}-vhost`)?.[0]
  return {
    driver: virtioDriver('vhost-scsi', info, hostdev.model),
    wwpn,
    vhostfd: fd === undefined ? undefined : String(fd),
    id: aliasOf(info),
    ...addressProperties(domain, info),
  }
}

/** Everything for a host device. @throws LibvirtError CONFIG_UNSUPPORTED for what containers have */
export function hostdevOptions(hostdev: Hostdev, domain: Domain, context: CommandContext): CommandOption[] {
  const source: HostdevSource = hostdev.source
  switch (source.type) {
    case 'usb':
      return [device(usb(hostdev, source, domain, context))]
    case 'pci':
      return [device(pciHostdevProperties(source.address, hostdev, domain))]
    case 'mdev':
      return [device(mdev(hostdev, source.uuid, domain))]
    case 'scsi':
    case 'iscsi':
      return [...scsiBackend(hostdev, source, context), device(scsiDevice(hostdev, domain))]
    case 'scsi_host':
      return [device(scsiHost(hostdev, source.wwpn, domain, context))]
    default:
      throw new LibvirtError('CONFIG_UNSUPPORTED', "hostdev mode 'capabilities' is not supported by QEMU")
  }
}
