import { LibvirtError } from '../../../api/LibvirtError.js'

/** A guest that has just ended, or a hung QEMU: the figures are missing, and that is all. */
export function unlessRefused(error: unknown): undefined {
  if (error instanceof LibvirtError) return undefined
  throw error
}
