// Writes a storage volume's document the way libvirt does.
import { formatStorageEncryption } from '../domain/devices/storageEncryption.js'
import { XmlWriter } from '../xml/XmlWriter.js'
import { formatPermissions } from './Permissions.js'
import type { Timestamp, Volume, VolumeTarget } from './Volume.js'

/** The document of a volume, as `virsh vol-dumpxml` shows it. */
export function formatVolume(volume: Volume): string {
  const writer = new XmlWriter()
  writer.element('volume', { type: volume.type }, () => {
    writer.text('name', volume.name).text('key', volume.key)
    formatExtents(writer, volume)
    writer.element('capacity', { unit: 'bytes' }, volume.capacity)
    writer.element('allocation', { unit: 'bytes' }, volume.allocation)
    if (volume.physical) writer.element('physical', { unit: 'bytes' }, volume.physical)
    const { target, backing } = volume
    writer.enclosing('target', {}, () => {
      formatTarget(writer, target)
      formatImage(writer, target)
    })
    if (backing) writer.element('backingStore', {}, () => formatTarget(writer, backing))
  })
  return writer.toString()
}

/** Extents in a row on the same device share its element. */
function formatExtents(writer: XmlWriter, { extents }: Volume): void {
  const runs: { path: string; parts: { start: bigint; end: bigint }[] }[] = []
  for (const { path, start, end } of extents) {
    const last = runs.at(-1)
    if (last?.path === path) last.parts.push({ start, end })
    else runs.push({ path, parts: [{ start, end }] })
  }
  if (runs.length === 0) return
  writer.element('source', {}, () => {
    for (const { path, parts } of runs) {
      writer.element('device', { path }, () => parts.forEach(part => writer.element('extent', part)))
    }
  })
}

function formatTarget(writer: XmlWriter, { path, format, permissions }: VolumeTarget): void {
  writer.text('path', path)
  if (format !== undefined) writer.element('format', { type: format })
  formatPermissions(writer, permissions)
}

function formatImage(writer: XmlWriter, target: Volume['target']): void {
  const { timestamps, encryption, compat, clusterSize, features } = target
  if (timestamps) {
    writer.element('timestamps', {}, () => {
      for (const name of ['atime', 'mtime', 'ctime', 'btime'] as const) {
        const time = timestamps[name]
        if (time) writer.text(name, formatTimestamp(time))
      }
    })
  }
  if (encryption) formatStorageEncryption(writer, encryption)
  writer.text('compat', compat)
  if (clusterSize !== undefined) writer.element('clusterSize', { unit: 'B' }, clusterSize)
  if (features) writer.element('features', {}, () => features.forEach(feature => writer.element(feature)))
}

function formatTimestamp({ seconds, nanoseconds }: Timestamp): string {
  return nanoseconds === 0 ? String(seconds) : `${seconds}.${String(nanoseconds).padStart(9, '0')}`
}
