import { readdirSync } from 'node:fs'
import { systemError } from './systemError.js'

/**
 * Name such as `sg0` of the generic device beside a SCSI device.
 * @param adapter `scsi_host3`
 * @throws LibvirtError SYSTEM_ERROR when there is no such device
 */
export function scsiGenericName(place: { adapter: string; bus: number; target: number; unit: number }): string {
  const { adapter, bus, target, unit } = place
  const host = adapter.replace(/^scsi_host/, '')
  const folder = `/sys/bus/scsi/devices/${host}:${bus}:${target}:${unit}/scsi_generic`
  try {
    // The kernel's own memory, not a disk.
    const [name] = readdirSync(folder)
    if (name !== undefined) return name
  } catch (error) {
    throw systemError(`Could not open '${folder}'`, error)
  }
  throw systemError(`Could not open '${folder}'`, Object.assign(new Error('empty'), { code: 'ENODEV' }))
}
