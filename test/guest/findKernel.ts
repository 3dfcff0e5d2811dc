import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export interface Kernel {
  /** As `uname -r` would say. */
  version: string
  image: string
  /** Folder with `modules.dep`. */
  modules: string
}

/** Where a distribution puts the image: Debian below /boot, Fedora beside the modules. */
const imagesOf = (root: string, version: string): string[] => [
  join(root, 'boot', `vmlinuz-${version}`),
  join(root, 'usr/lib/modules', version, 'vmlinuz'),
  join(root, 'lib/modules', version, 'vmlinuz'),
]

function kernelsBelow(root: string): Kernel[] {
  const folders = ['usr/lib/modules', 'lib/modules']
    .map(folder => join(root, folder))
    .filter(folder => existsSync(folder))
  return folders.flatMap(folder =>
    readdirSync(folder).flatMap(version => {
      const image = imagesOf(root, version).find(path => existsSync(path))
      const modules = join(folder, version)
      return image && existsSync(join(modules, 'modules.order')) ? [{ version, image, modules }] : []
    }),
  )
}

/** The newest kernel below the first of these roots that holds one, or undefined. */
export function findKernel(roots: readonly string[]): Kernel | undefined {
  const byVersion = new Intl.Collator('en', { numeric: true })
  for (const root of roots) {
    const newest = kernelsBelow(root)
      .toSorted((a, b) => byVersion.compare(a.version, b.version))
      .at(-1)
    if (newest) return newest
  }
  return undefined
}
