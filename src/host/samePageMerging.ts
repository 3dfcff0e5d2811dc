// Kernel samepage merging, the host's way to hold equal pages of guests once (Documentation/admin-guide/mm/ksm.rst).
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemError } from './systemError.js'

const ksm = '/sys/kernel/mm/ksm'

/** A number the kernel shows; undefined where this kernel does not have it. */
export async function readMerging(name: string, folder = ksm): Promise<bigint | undefined> {
  const text = await readFile(join(folder, name), 'latin1').catch(() => '')
  return /^\d+$/.test(text.trim()) ? BigInt(text.trim()) : undefined
}

/** @throws LibvirtError SYSTEM_ERROR when the kernel refuses */
export async function writeMerging(name: string, value: bigint, folder = ksm): Promise<void> {
  try {
    await writeFile(join(folder, name), String(value))
  } catch (error) {
    throw systemError(`failed to set ${name}`, error)
  }
}
