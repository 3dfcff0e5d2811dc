// Images of guests that were saved for their next start. libvirt made them; we neither write nor read them yet, but never lose one.
import { join } from 'node:path'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'

const suffix = '.save'

/** Names of the domains for which there is an image. */
export async function managedSaves({ host, directories }: QemuDriverContext): Promise<Set<string>> {
  const files = await host.files.list(directories.qemuSave)
  return new Set(files.filter(file => file.endsWith(suffix)).map(file => file.slice(0, -suffix.length)))
}

/** Throws an image away. */
export async function removeManagedSave({ host, directories }: QemuDriverContext, domain: QemuDomain): Promise<void> {
  await host.files.remove(join(directories.qemuSave, `${domain.name}${suffix}`))
  domain.managedSave = false
}
