import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { guestImage } from '../guest/guestImage.js'
import { type DemoPlace, systemFolders } from './DemoPlace.js'
import { startHere } from './startHere.js'

/** Whether systemd runs this machine and our daemon is installed on it. */
export const isInstalledHere = (): boolean =>
  existsSync('/run/systemd/system') && existsSync('/usr/lib/virtbus/bin/virtqemud.cjs')

/** The machine itself. The guest's files go where the user that QEMU runs as can read them, until the demo is over. */
export function thisMachine(): DemoPlace {
  const built = guestImage()
  const folder = mkdtempSync('/var/lib/libvirt/images/virtbus-demo-')
  chmodSync(folder, 0o755)
  const guest = { kernel: join(folder, 'vmlinux'), initramfs: join(folder, 'initramfs.gz') }
  cpSync(built.kernel, guest.kernel)
  cpSync(built.initramfs, guest.initramfs)
  return {
    description: 'this machine, on whose system bus virtqemud is installed',
    guest,
    bus: 'system',
    systemd: true,
    folders: systemFolders,
    ordinaryUser: undefined,
    start: command => startHere(command),
    run: command => startHere(command).finished,
    close: async () => rmSync(folder, { recursive: true }),
  }
}
