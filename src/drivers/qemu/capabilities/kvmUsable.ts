import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { checkAccess } from '../../../host/checkAccess.js'
import type { ProcessUser } from '../../../host/Processes.js'

/** Whether guests run by that user (our own when undefined) can have KVM. */
export async function kvmUsable(user: ProcessUser | undefined, path = '/dev/kvm'): Promise<boolean> {
  try {
    await access(path, constants.R_OK | constants.W_OK)
  } catch {
    return false
  }
  try {
    await checkAccess({ path, writable: true, owned: false }, user)
    return true
  } catch (error) {
    if (error instanceof LibvirtError) return false
    throw error
  }
}
