// What the firmware says of the machine, as the kernel shows it in /sys/class/dmi.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SmbiosInfo } from '../model/domain/sysinfo.js'

/** Entry of the document → file. */
const tables = {
  bios: { vendor: 'bios_vendor', version: 'bios_version', date: 'bios_date', release: 'bios_release' },
  system: {
    manufacturer: 'sys_vendor',
    product: 'product_name',
    version: 'product_version',
    serial: 'product_serial',
    uuid: 'product_uuid',
    sku: 'product_sku',
    family: 'product_family',
  },
  baseBoard: {
    manufacturer: 'board_vendor',
    product: 'board_name',
    version: 'board_version',
    serial: 'board_serial',
    asset: 'board_asset_tag',
  },
  chassis: {
    manufacturer: 'chassis_vendor',
    version: 'chassis_version',
    serial: 'chassis_serial',
    asset: 'chassis_asset_tag',
  },
} as const

/** The host's SMBIOS tables; undefined where it has none. */
export async function firmwareTables(folder = '/sys/class/dmi/id'): Promise<SmbiosInfo | undefined> {
  const read = async <N extends string>(files: Readonly<Record<N, string>>) => {
    const found: Partial<Record<N, string>> = {}
    for (const name in files) {
      // Serial numbers are for root alone.
      const text = (await readFile(join(folder, files[name]), 'utf8').catch(() => '')).trim()
      if (text !== '') found[name] = text
    }
    return Object.keys(found).length > 0 ? found : undefined
  }
  const { bios, system, baseBoard, chassis } = tables
  const board = await read(baseBoard)
  const info = { bios: await read(bios), system: await read(system), chassis: await read(chassis) }
  if (!board && !info.bios && !info.system && !info.chassis) return undefined
  return { kind: 'smbios', ...info, baseBoards: board ? [board] : [], oemStrings: undefined }
}
