// Devices come, change and go: in the stored definition, in the pretended guest, or in both. The guest lets go of what is asked
// of it at once.
import type { Verbs } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { type Device, deviceInfo } from '../../../model/domain/devices/Device.js'
import { parseDevice } from '../../../model/domain/devices/parseDevice.js'
import { allDevices, type Domain } from '../../../model/domain/Domain.js'
import { diskNameIndex } from '../../../model/domain/diskNameIndex.js'
import { formatDomain } from '../../../model/domain/formatDomain.js'
import { parseDomain } from '../../../model/domain/parseDomain.js'
import { parseXml } from '../../../model/xml/parseXml.js'
import { defineDevice, redefineDevice, undefineDevice } from '../../domainDevices/defineDevice.js'
import { findDevice, holds, requireDeviceNamed } from '../../domainDevices/findDevice.js'
import { affected } from '../../domainSettings/impact.js'
import type { TestDomain } from '../TestDomain.js'
import type { TestHost, TestObjects } from '../TestHost.js'

/** Families that can be plugged into a running machine, as with libvirt's QEMU driver; all others come with the next start. */
const pluggable: ReadonlySet<Device['kind']> = new Set([
  'disk',
  'controller',
  'lease',
  'filesystem',
  'interface',
  'hostdev',
  'redirdev',
  'serial',
  'parallel',
  'console',
  'channel',
  'rng',
  'memory',
  'shmem',
  'watchdog',
  'input',
  'vsock',
  'crypto',
])

/** The change of one definition; `live` says which of the two it is. */
type DeviceChange = (definition: Domain, live: boolean) => void

/**
 * Changes copies of the definitions a call is about. They are put in place when all of them can be read as new documents, so that
 * a change that is refused leaves nothing half done.
 */
export function changeDevices(host: TestHost, dom: TestDomain, flags: number, change: DeviceChange): void {
  const changed = affected(dom, flags).map(definition => {
    const live = definition === dom.live
    const copy = readAgain(host, definition, live)
    change(copy, live)
    return { live, definition: readAgain(host, copy, live) }
  })
  for (const { live, definition } of changed) dom[live ? 'live' : 'config'] = definition
  host.change('changed', dom, ['domainGetXmlDesc'])
}

/** What reading the definition's own document gives; that of a running guest keeps its id, aliases and targets. */
function readAgain(host: TestHost, definition: Domain, live: boolean): Domain {
  return parseDomain(formatDomain(definition, { secure: true, inactive: !live }), host.options.context, {
    inactive: !live,
    abiUpdate: !live,
  })
}

/** Reads the device anew for each definition, since devices are changed in place. */
function deviceReader(xml: string): (live: boolean) => Device {
  const element = parseXml(xml)
  return live => parseDevice(element, { inactive: !live })
}

function plug(definition: Domain, device: Device): void {
  refuseUnpluggable('attach', device)
  if (device.kind === 'disk' && definition.devices.disk.some(({ target }) => target === device.target)) {
    throw new LibvirtError('OPERATION_FAILED', `target ${device.target} already exists`)
  }
  const info = deviceInfo(device)
  if (info) info.alias ??= aliasFor(definition, device)
  defineDevice(definition, device)
}

function refuseUnpluggable(verb: 'attach' | 'detach', { kind }: Device): void {
  if (pluggable.has(kind)) return
  throw new LibvirtError('OPERATION_UNSUPPORTED', `live ${verb} of device '${kind}' is not supported`)
}

function isMediumFor({ devices }: Domain, device: Device): boolean {
  if (device.kind !== 'disk' || (device.device !== 'cdrom' && device.device !== 'floppy')) return false
  return devices.disk.some(({ target }) => target === device.target)
}

/** @throws LibvirtError OPERATION_UNSUPPORTED, BLOCK_COPY_ACTIVE */
function refuseDetach(dom: TestDomain, device: Device): void {
  refuseUnpluggable('detach', device)
  if (device.kind === 'disk' && dom.run.blockJobs.has(device.target)) {
    throw new LibvirtError('BLOCK_COPY_ACTIVE', `disk '${device.target}' already in active block job`)
  }
}

/** What libvirt calls some families in aliases; all others go by the element's name. */
const prefixes: Partial<Record<Device['kind'], string>> = {
  interface: 'net',
  filesystem: 'fs',
  redirdev: 'redir',
  memory: 'dimm',
}

/** Disks are named by bus and target, as with libvirt, and everything else is numbered. */
function aliasFor(definition: Domain, device: Device): string {
  if (device.kind === 'disk') return `${device.bus ?? 'virtio'}-disk${diskNameIndex(device.target) ?? 0}`
  const prefix = prefixes[device.kind] ?? device.kind
  const taken = new Set([...allDevices(definition)].map(other => deviceInfo(other)?.alias))
  for (let number = 0; ; number++) if (!taken.has(`${prefix}${number}`)) return `${prefix}${number}`
}

/** What a running guest takes: media of drives, and whatever of displays and interfaces is not built into the machine. */
function updateLive(definition: Domain, wanted: Device): void {
  if (wanted.kind === 'interface') {
    const current = findDevice(definition, wanted)
    if (current.kind === 'interface' && wanted.model !== undefined && wanted.model !== current.model) {
      throw new LibvirtError(
        'OPERATION_UNSUPPORTED',
        `cannot modify network device model from ${current.model ?? ''} to ${wanted.model}`,
      )
    }
  } else if (wanted.kind === 'disk') {
    const current = findDevice(definition, wanted)
    const removable = wanted.device === 'cdrom' || wanted.device === 'floppy'
    if (!removable && current.kind === 'disk' && !holds(wanted.source, current.source)) {
      throw new LibvirtError('OPERATION_UNSUPPORTED', `disk device type '${wanted.device}' cannot be updated`)
    }
  } else if (wanted.kind !== 'graphics') {
    throw new LibvirtError('OPERATION_UNSUPPORTED', `live update of device '${wanted.kind}' is not supported`)
  }
  redefineDevice(definition, wanted)
}

export function deviceVerbs(host: TestHost): Verbs<TestObjects> {
  const { feed } = host.options
  /** Takes devices away as `find` says, and tells of those the guest had. */
  const detach = (dom: TestDomain, flags: number, find: (definition: Domain, live: boolean) => Device) => {
    const gone: Device[] = []
    changeDevices(host, dom, flags, (definition, live) => {
      const device = find(definition, live)
      undefineDevice(definition, device)
      if (!live) return
      refuseDetach(dom, device)
      gone.push(device)
    })
    for (const device of gone) {
      if (device.kind === 'disk') dom.diskSizes.delete(device.target)
      feed.emit('domainDeviceRemovedEvent', { dom, devAlias: deviceInfo(device)?.alias ?? '' })
    }
  }
  return {
    domainAttachDeviceFlags: ({ dom, xml, flags }) => {
      const read = deviceReader(xml)
      const come: string[] = []
      changeDevices(host, dom, flags, (definition, live) => {
        const device = read(live)
        if (!live) return defineDevice(definition, device)
        // A drive that is there already gets the medium, and no device has come.
        if (isMediumFor(definition, device)) return updateLive(definition, device)
        plug(definition, device)
        come.push(deviceInfo(device)?.alias ?? '')
      })
      for (const devAlias of come) feed.emit('domainDeviceAddedEvent', { dom, devAlias })
    },
    domainDetachDeviceFlags: ({ dom, xml, flags }) => {
      const read = deviceReader(xml)
      detach(dom, flags, (definition, live) => findDevice(definition, read(live)))
    },
    domainDetachDeviceAlias: ({ dom, alias, flags }) => {
      detach(dom, flags, definition => requireDeviceNamed(definition, alias))
    },
    domainUpdateDeviceFlags: ({ dom, xml, flags }) => {
      const read = deviceReader(xml)
      changeDevices(host, dom, flags, (definition, live) => {
        const update = live ? updateLive : redefineDevice
        update(definition, read(live))
      })
    },
  }
}
