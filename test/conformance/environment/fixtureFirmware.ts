// The firmware descriptors below the corpus' root folder, as the host of the goldens has them.
import { readdirSync, readFileSync } from 'node:fs'
import { LibvirtError } from '../../../src/api/LibvirtError.js'
import {
  type FirmwareDescriptor,
  parseFirmwareDescriptor,
} from '../../../src/model/domain/firmware/FirmwareDescriptor.js'
import { firmwareFolders, firmwarePrecedence } from '../../../src/model/domain/firmware/firmwarePrecedence.js'

const known = new Map<string, FirmwareDescriptor[]>()

/** Valid descriptors in order of precedence. */
export function fixtureFirmware(root: string): FirmwareDescriptor[] {
  const found = known.get(root) ?? readFirmware(`${root}/fixtures/root`)
  known.set(root, found)
  return found
}

function readFirmware(top: string): FirmwareDescriptor[] {
  const folders = firmwareFolders.map(folder =>
    readdirSync(`${top}${folder}`).map(name => ({
      path: `${folder}/${name}`,
      text: readFileSync(`${top}${folder}/${name}`, 'utf8'),
    })),
  )
  return firmwarePrecedence(folders).flatMap(({ path, text }) => {
    try {
      return [parseFirmwareDescriptor(text, path)]
    } catch (error) {
      if (error instanceof LibvirtError) return []
      throw error
    }
  })
}
