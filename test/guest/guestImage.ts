import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildGuest, guestIsCurrent } from './buildGuest.js'
import { guestFolder } from './guestFolder.js'
import { findKernel, type Kernel } from './findKernel.js'

const project = fileURLToPath(new URL('../../../', import.meta.url))

/** A bootable guest: hand both to QEMU with `console=ttyS0 quiet` as kernel command line. */
export interface GuestImage {
  kernel: string
  initramfs: string
}

// tools/setup.sh unpacks a kernel into the first root when the machine itself has none.
const KERNEL_ROOTS = [join(project, 'build/guest/kernel'), '/']
const BUSYBOX = ['/bin/busybox', '/usr/bin/busybox', '/usr/sbin/busybox', '/sbin/busybox.static']

/** The kernel and the static busybox that the guest is made of. Throws when this machine lacks one. */
export function guestParts(): { kernel: Kernel; busybox: string } {
  const kernel = findKernel(KERNEL_ROOTS)
  const busybox = BUSYBOX.find(path => existsSync(path))
  if (!kernel || !busybox)
    throw new Error(`no ${kernel ? 'static busybox' : 'kernel image'} on this machine: run npm run setup`)
  return { kernel, busybox }
}

/** The small guest in `guestFolder()`, made when it is missing or older than its parts. Throws when this machine lacks a part. */
export function guestImage(): GuestImage {
  const folder = guestFolder()
  const { kernel, busybox } = guestParts()
  const code = ['./guestFiles.js', './buildGuest.js'].map(file => fileURLToPath(new URL(file, import.meta.url)))
  if (!guestIsCurrent(folder, [kernel.image, busybox, ...code])) buildGuest(folder, kernel, busybox)
  return { kernel: join(folder, 'vmlinux'), initramfs: join(folder, 'initramfs.gz') }
}
