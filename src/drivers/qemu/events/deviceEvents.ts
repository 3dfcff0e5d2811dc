// Events of devices: errors, media, memory, ports, and devices that go.
import { domainEventIOErrorAction, domainEventTrayChangeReason } from '../../../api/enums/domain.js'
import { blockJobMoved } from '../blockjobs/blockJobMoved.js'
import { channelMoved } from '../agent/followAgent.js'
import type { Guest } from '../domain/Guest.js'
import { recordInTurn } from '../domain/moveDomain.js'
import { forgetDevice } from '../guest/forgetDevice.js'
import { localPath } from '../guest/neededFiles.js'
import { type FoundImage, imageOfNode } from '../images/findImage.js'
import type { JsonReader } from '../monitor/JsonReader.js'
import type { EventHandler, EventHandlers } from './EventHandler.js'

const ioErrorActions: Readonly<Record<string, number>> = {
  ignore: domainEventIOErrorAction.NONE,
  stop: domainEventIOErrorAction.PAUSE,
  report: domainEventIOErrorAction.REPORT,
}

const ioError: EventHandler = ({ context, domain, guest, data }) => {
  const action = data.field('action').string()
  if (action === 'stop') guest.pauseReason = 'IOERROR'
  const { disk, image: source } = failedImage(guest, data)
  const device = disk?.info.alias ?? aliasOf(data)
  const srcPath = (source && localPath(source)) ?? ''
  const nospace = data.field('nospace')
  const reason = nospace.present && nospace.boolean() ? 'enospc' : ''
  if (source?.node !== undefined) {
    const message = data.field('reason').optionalString() ?? ''
    guest.ioErrors.set(source.node, { time: context.host.clock.now(), message })
  }
  const body = {
    dom: domain,
    srcPath,
    devAlias: device,
    action: ioErrorActions[action] ?? domainEventIOErrorAction.NONE,
  }
  context.feed.emit('domainIoErrorEvent', body)
  context.feed.emit('domainIoErrorReasonEvent', { ...body, reason })
}

/** Releases of QEMU before 9.2 name the node only, and of disks without a drive's name nothing else. */
function failedImage({ definition }: Guest, data: JsonReader): Partial<FoundImage> {
  const alias = aliasOf(data)
  const disk = definition.devices.disk.find(({ info }) => info.alias === alias)
  const node = data.field('node-name').optionalString()
  const found = node === undefined ? undefined : imageOfNode(definition, node)
  return found ?? (disk ? { disk, image: disk.source } : {})
}

/** QEMU names a disk by its qdev id, or by a path in its object tree whose third part is the alias. */
function aliasOf(data: JsonReader): string {
  const path = data.field('qom-path').optionalString() ?? data.field('device').optionalString() ?? ''
  const parts = path.split('/')
  return path.startsWith('/machine/peripheral/') ? (parts[3] ?? path) : path
}

const trayMoved: EventHandler = ({ context, domain, data }) => {
  const reason = data.field('tray-open').boolean()
    ? domainEventTrayChangeReason.OPEN
    : domainEventTrayChangeReason.CLOSE
  context.feed.emit('domainTrayChangeEvent', { dom: domain, devAlias: data.field('id').string(), reason })
}

const balloonMoved: EventHandler = ({ context, domain, guest, data }) => {
  const kib = Math.floor(data.field('actual').integer() / 1024)
  guest.definition.memory.current = kib
  context.feed.emit('domainBalloonChangeEvent', { dom: domain, actual: BigInt(kib) })
}

const portOpened: EventHandler = ({ context, domain, guest, data }) => {
  const channel = guest.definition.devices.channel.find(({ info }) => info.alias === data.field('id').string())
  if (!channel || !channelMoved(context, domain, guest, channel, data.field('open').boolean())) return
  return recordInTurn(context, domain)
}

/** Told twice of a disk's own image: by the disk's name, and by the image's. */
const thresholdPassed: EventHandler = ({ context, domain, guest, data }) => {
  const found = imageOfNode(guest.definition, data.field('node-name').string())
  if (!found) return
  const { disk, image } = found
  const told = {
    dom: domain,
    path: localPath(image),
    threshold: data.field('write-threshold').bigint(),
    excess: data.field('amount-exceeded').bigint(),
  }
  if (image === disk.source) context.feed.emit('domainBlockThresholdEvent', { ...told, dev: disk.target })
  const dev = `${disk.target}[${image.index ?? 0}]`
  context.feed.emit('domainBlockThresholdEvent', { ...told, dev })
}

const jobMoved: EventHandler = ({ context, domain, guest, data }) =>
  blockJobMoved(context, domain, guest, data.field('id').string(), data.field('status').string())

const dumped: EventHandler = ({ guest, data }) => {
  guest.dumpFailure = data.field('error').optionalString()
}

const deviceGone: EventHandler = ({ context, domain, guest, data }) => {
  const alias = data.field('device').optionalString()
  // Who asked for it waits for it, as long as their patience lasts; inner parts of devices have no alias.
  if (alias === undefined || guest.deleted.deleted(alias)) return
  return forgetDevice(context, domain, guest, alias)
}

const deviceKept: EventHandler = ({ context, domain, guest, data }) => {
  const alias = data.field('device').optionalString()
  if (alias === undefined) return
  guest.deleted.kept(alias)
  context.feed.emit('domainDeviceRemovalFailedEvent', { dom: domain, devAlias: alias })
}

export const deviceEvents: EventHandlers = {
  BLOCK_IO_ERROR: ioError,
  DEVICE_TRAY_MOVED: trayMoved,
  BALLOON_CHANGE: balloonMoved,
  VSERPORT_CHANGE: portOpened,
  DUMP_COMPLETED: dumped,
  JOB_STATUS_CHANGE: jobMoved,
  BLOCK_WRITE_THRESHOLD: thresholdPassed,
  DEVICE_DELETED: deviceGone,
  DEVICE_UNPLUG_GUEST_ERROR: deviceKept,
}
