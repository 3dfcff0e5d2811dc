import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { CpioEntry } from './CpioEntry.js'
import { cpioArchive } from './cpioArchive.js'
import type { Kernel } from './findKernel.js'
import { guestFiles } from './guestFiles.js'
import { kernelElf } from './kernelElf.js'
import { type KernelModule, kernelModules } from './kernelModules.js'

/** Loaded before the guest says that it is ready: disks, network, console, and the ACPI button. */
const EARLY = 'virtio_pci virtio_blk virtio_net virtio_console button evdev'.split(' ')

/** Loaded behind its back, before it says that it is settled: what else QEMU may give it, and two file systems. */
const LATE = (
  'virtio_scsi virtio_balloon virtio_rng virtio_mem virtiofs vmw_vsock_virtio_transport qemu_fw_cfg ' +
  'sd_mod sr_mod ahci ata_piix crc32c_generic ext4 isofs e1000 xhci_pci usb_storage i6300esb pvpanic_pci'
).split(' ')

const FOLDERS = [
  'bin',
  'dev',
  'etc',
  'etc/acpi',
  'etc/acpi/PWRF',
  'mnt',
  'modules',
  'proc',
  'root',
  'run',
  'sbin',
  'sys',
  'tmp',
]

/** Writes beside the target and renames, so that two builders at once, or one that was killed, leave a whole file. */
export function replaceFile(path: string, data: Buffer): void {
  const temporary = `${path}.${process.pid}`
  writeFileSync(temporary, data)
  renameSync(temporary, path)
}

/**
 * Makes `vmlinux` and `initramfs.gz` in a folder, from a kernel of the distribution and a static busybox. Equal input gives
 * equal bytes. The guest prints `virtbus guest ready` on its serial console and then has a shell there.
 */
export function buildGuest(folder: string, kernel: Kernel, busybox: string): void {
  const early = kernelModules(kernel, EARLY)
  const modules = kernelModules(kernel, [...EARLY, ...LATE])
  const order = (part: readonly KernelModule[]): Buffer => Buffer.from(part.map(({ name }) => `${name}\n`).join(''))
  const entries: CpioEntry[] = [
    ...FOLDERS.map((path): CpioEntry => ({ is: 'folder', path, mode: 0o755 })),
    { is: 'device', path: 'dev/console', mode: 0o600, major: 5, minor: 1 },
    { is: 'file', path: 'bin/busybox', mode: 0o755, data: readFileSync(busybox) },
    { is: 'link', path: 'bin/sh', mode: 0o777, target: 'busybox' },
    { is: 'link', path: 'sbin/hwclock', mode: 0o777, target: '../bin/busybox' },
    { is: 'link', path: 'init', mode: 0o777, target: 'bin/busybox' },
    ...guestFiles.map(({ path, mode, text }): CpioEntry => ({ is: 'file', path, mode, data: Buffer.from(text) })),
    ...modules.map(({ name, data }): CpioEntry => ({ is: 'file', path: `modules/${name}.ko`, mode: 0o644, data })),
    { is: 'file', path: 'modules/early', mode: 0o644, data: order(early) },
    { is: 'file', path: 'modules/late', mode: 0o644, data: order(modules.slice(early.length)) },
  ]
  mkdirSync(folder, { recursive: true })
  const image = readFileSync(kernel.image)
  replaceFile(join(folder, 'vmlinux'), kernelElf(image) ?? image)
  replaceFile(join(folder, 'initramfs.gz'), gzipSync(cpioArchive(entries), { level: 1 }))
}

/** Whether the folder holds a guest that is newer than everything it is made of. */
export function guestIsCurrent(
  folder: string,
  sources: readonly string[],
  files: readonly string[] = ['vmlinux', 'initramfs.gz'],
): boolean {
  const made = files.map(name => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0)
  return sources.every(source => statSync(source).mtimeMs < Math.min(...made))
}
