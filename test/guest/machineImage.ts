import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { guestIsCurrent, replaceFile } from './buildGuest.js'
import type { CpioEntry } from './CpioEntry.js'
import { cpioArchive } from './cpioArchive.js'
import { guestFolder } from './guestFolder.js'
import { type GuestImage, guestImage, guestParts } from './guestImage.js'
import { kernelModules } from './kernelModules.js'

/** What it takes to see this machine's files, to write beside them, and to have a disk. */
const MODULES = ['virtio_pci', '9pnet_virtio', '9p', 'overlay', 'virtio_blk', 'virtio_rng']

/** Hands over to the systemd that is found on the share `host`, with a layer in memory for what it writes. */
const init = (modules: readonly string[]): string => `#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sysfs /sys
/bin/busybox mount -t devtmpfs devtmpfs /dev
for module in ${modules.join(' ')}; do /bin/busybox insmod /modules/$module.ko; done
/bin/busybox mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=loose,ro host /lower
/bin/busybox mount -t tmpfs -o mode=755 tmpfs /written
/bin/busybox mkdir /written/upper /written/work
/bin/busybox mount -t overlay -o lowerdir=/lower,upperdir=/written/upper,workdir=/written/work overlay /root
/bin/busybox umount /proc /sys
/bin/busybox mount --move /dev /root/dev
exec /bin/busybox switch_root /root /lib/systemd/systemd
`

/** Kernel and initramfs of a machine whose root is another's; see launchMachine.sh. Throws when this machine lacks a part. */
export function machineImage(): GuestImage {
  const folder = guestFolder()
  const { kernel } = guestImage()
  const parts = guestParts()
  const own = fileURLToPath(import.meta.url)
  const name = 'machine-initramfs.gz'
  if (!guestIsCurrent(folder, [parts.kernel.image, parts.busybox, own], [name])) {
    const modules = kernelModules(parts.kernel, MODULES)
    const folders = ['bin', 'dev', 'lower', 'modules', 'proc', 'root', 'sys', 'written']
    const entries: CpioEntry[] = [
      ...folders.map((path): CpioEntry => ({ is: 'folder', path, mode: 0o755 })),
      { is: 'device', path: 'dev/console', mode: 0o600, major: 5, minor: 1 },
      { is: 'file', path: 'bin/busybox', mode: 0o755, data: readFileSync(parts.busybox) },
      { is: 'file', path: 'init', mode: 0o755, data: Buffer.from(init(modules.map(module => module.name))) },
      ...modules.map(
        (module): CpioEntry => ({
          is: 'file',
          path: `modules/${module.name}.ko`,
          mode: 0o644,
          data: module.data,
        }),
      ),
    ]
    replaceFile(join(folder, name), gzipSync(cpioArchive(entries), { level: 1 }))
  }
  return { kernel, initramfs: join(folder, name) }
}
