// What every driver fills in: numbers of ports, bus and identity of disks, MAC addresses, the primary display adapter.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { generateUuid } from '../../generateUuid.js'
import { completeVirtualPort } from '../../network/completeVirtualPort.js'
import type { Parallel, Serial } from '../devices/characterDevice.js'
import type { Disk } from '../devices/disk.js'
import { iscsiUnit } from '../devices/parseStorageSource.js'
import type { PostParseStep } from './PostParseStep.js'

export const completeDevices: PostParseStep = ({ devices }, { context }) => {
  numberPorts(devices.serial)
  numberInTurn(devices.parallel)
  checkIsaSerials(devices.serial)
  for (const disk of devices.disk) {
    disk.bus ??= busOfTarget(disk)
    // What is behind the socket is not ours to snapshot.
    if (disk.source.type === 'vhostuser') disk.snapshot ??= 'no'
    if (disk.source.type === 'network' && disk.source.protocol === 'iscsi' && disk.source.name !== undefined) {
      disk.source.name = iscsiUnit(disk.source.name)
    }
  }
  for (const card of devices.interface) {
    // A network's own description of its ports completes that of the card.
    if (card.virtualPort && card.connection.type !== 'network') {
      card.virtualPort = completeVirtualPort(card.virtualPort, () => generateUuid(context.random))
    }
    if (card.mac !== undefined) continue
    card.mac = `52:54:00:${[8, 8, 8].map(bits => context.random.bits(bits).toString(16).padStart(2, '0')).join(':')}`
    card.macType = card.macType === undefined ? undefined : 'generated'
  }
  for (const { backend } of devices.rng) if (backend.model === 'random') backend.device ??= '/dev/random'
  const { video } = devices
  const primary = video.find(device => device.primary) ?? video[0]
  if (primary && primary.type !== 'none') {
    primary.primary = true
    video.splice(video.indexOf(primary), 1)
    video.unshift(primary)
  }
}

/** Each after those before it, as they were read. */
function numberInTurn(ports: Parallel[]): void {
  let highest = -1
  for (const device of ports) {
    if (device.port === undefined || device.port === -1) device.port = highest + 1
    highest = Math.max(highest, device.port)
  }
}

function numberPorts(ports: Serial[]): void {
  let highest = -1
  for (const device of ports) {
    device.port ??= highest + 1
    highest = Math.max(highest, device.port)
  }
  // Those without a target of their own.
  for (const device of ports) if (device.port === -1) device.port = ++highest
}

/** A PC has four places for serial ports. */
const isaPorts = 4

function checkIsaSerials(serials: readonly Serial[]): void {
  const isa = serials.filter(({ targetType }) => targetType === 'isa-serial')
  const taken = new Set<number | undefined>()
  for (const { port } of isa) {
    if (port !== undefined && port >= isaPorts) {
      throw new LibvirtError('INTERNAL_ERROR', `Maximum supported number of ISA serial ports is '${isaPorts}'`)
    }
    if (taken.has(port)) throw new LibvirtError('INTERNAL_ERROR', `target port '${port}' already allocated`)
    taken.add(port)
  }
}

/** The bus a target name suggests; floppies apart, disks are IDE ones by default. */
function busOfTarget(disk: Disk): Disk['bus'] {
  if (disk.device === 'floppy') return 'fdc'
  const { target } = disk
  if (target.startsWith('hd')) return 'ide'
  if (target.startsWith('sd')) return 'scsi'
  if (target.startsWith('vd')) return 'virtio'
  if (target.startsWith('xvd')) return 'xen'
  return target.startsWith('ubd') ? 'uml' : 'ide'
}
