// The firmware builds installed on the host, by their descriptor files. What a descriptor means is in src/model/domain/firmware.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Files } from '../../../host/Files.js'
import { type FirmwareDescriptor, parseFirmwareDescriptor } from '../../../model/domain/firmware/FirmwareDescriptor.js'
import {
  type FirmwareFile,
  firmwareFolders,
  firmwarePrecedence,
} from '../../../model/domain/firmware/firmwarePrecedence.js'

export interface InstalledFirmware {
  /** In order of precedence. */
  readonly descriptors: readonly FirmwareDescriptor[]
  /** Files that are no descriptors, with what is wrong with them; they are passed over. */
  readonly refused: readonly LibvirtError[]
}

/**
 * Reads all descriptors.
 * @param userFolder `$XDG_CONFIG_HOME/qemu/firmware` for a session, whose files hide those of the system
 * @throws LibvirtError SYSTEM_ERROR when a folder or file cannot be read
 */
export async function readFirmware(
  files: Pick<Files, 'list' | 'read'>,
  userFolder?: string,
): Promise<InstalledFirmware> {
  const folders = [...firmwareFolders, ...(userFolder === undefined ? [] : [userFolder])]
  const found = await Promise.all(folders.map(folder => readFolder(files, folder)))
  const descriptors: FirmwareDescriptor[] = []
  const refused: LibvirtError[] = []
  for (const { path, text } of firmwarePrecedence(found)) {
    try {
      descriptors.push(parseFirmwareDescriptor(text, path))
    } catch (error) {
      if (!(error instanceof LibvirtError)) throw error
      refused.push(error)
    }
  }
  return { descriptors, refused }
}

async function readFolder(files: Pick<Files, 'list' | 'read'>, folder: string): Promise<FirmwareFile[]> {
  const names = await files.list(folder)
  return Promise.all(
    names.map(async name => ({ path: `${folder}/${name}`, text: (await files.read(`${folder}/${name}`)) ?? '' })),
  )
}
