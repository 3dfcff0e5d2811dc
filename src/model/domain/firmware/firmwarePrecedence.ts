// Which descriptor files count and in which order (QEMU: docs/interop/firmware.json, "Operating system and distribution
// vendors"). A file in a later folder hides those of the same name before it, an empty one hides without replacing, and what
// is left is in the order of the names.

/** Folders of descriptor files; an administrator's overrule a distribution's, and a user's both. */
export const firmwareFolders: readonly string[] = ['/usr/share/qemu/firmware', '/etc/qemu/firmware']

/** A descriptor file, read. */
export interface FirmwareFile {
  readonly path: string
  readonly text: string
}

/** @param folders for each folder in the order above, its files */
export function firmwarePrecedence(folders: readonly (readonly FirmwareFile[])[]): FirmwareFile[] {
  const byName = new Map<string, FirmwareFile>()
  for (const file of folders.flat()) {
    const name = file.path.slice(file.path.lastIndexOf('/') + 1)
    if (name.endsWith('.json') && !name.startsWith('.')) byName.set(name, file)
  }
  return [...byName]
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, file]) => file)
    .filter(({ text }) => text !== '')
}
