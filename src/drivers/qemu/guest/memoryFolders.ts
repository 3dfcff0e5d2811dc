import type { Undo } from '../../../host/Undo.js'
import type { CommandLine } from '../command/buildCommandLine.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'

/** Folders in which QEMU may have files for a guest's memory: on the disk, and on each mount of huge pages. */
export function memoryFolders({ settings }: QemuDriverContext, shortName: string): string[] {
  const { memoryBackingDirectory, hugetlbfs } = settings.command
  const mounts = new Set(hugetlbfs.map(({ path }) => path))
  return [`${memoryBackingDirectory}/${shortName}`, ...[...mounts].map(path => `${path}/libvirt/qemu/${shortName}`)]
}

/** Makes those the command line speaks of, for QEMU's user alone. @throws LibvirtError SYSTEM_ERROR */
export async function makeMemoryFolders(
  context: QemuDriverContext,
  shortName: string,
  { args }: CommandLine,
  undo: Undo,
): Promise<void> {
  const { host, user } = context
  const isUsed = (folder: string) =>
    args.some(arg => arg.includes(`"mem-path":"${folder}/`) || arg.includes(`"mem-path":"${folder}"`))
  for (const folder of memoryFolders(context, shortName).filter(isUsed)) {
    // What a guest of that name left is nobody's any more.
    await host.files.removeFolder(folder)
    await host.files.makeFolder(folder, { mode: 0o700, ...(user && { owner: user }) })
    undo.defer(() => host.files.removeFolder(folder))
  }
}
