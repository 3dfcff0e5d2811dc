import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { guestImage } from '../guest/guestImage.js'
import { RunningCommand } from '../host/RunningCommand.js'
import type { RunOptions } from '../host/RunOptions.js'
import type { DemoPlace } from './DemoPlace.js'

/** Whether systemd runs this machine and our daemon is installed on it. */
export const isInstalledHere = (): boolean =>
  existsSync('/run/systemd/system') && existsSync('/usr/lib/virtbus/bin/virtqemud.mjs')

/** The machine itself. The guest's files go where the user that QEMU runs as can read them, until the demo is over. */
export function thisMachine(): DemoPlace {
  const built = guestImage()
  const folder = mkdtempSync('/var/lib/libvirt/images/virtbus-demo-')
  const guest = { kernel: join(folder, 'vmlinux'), initramfs: join(folder, 'initramfs.gz') }
  cpSync(built.kernel, guest.kernel)
  cpSync(built.initramfs, guest.initramfs)
  const start = ([program = '', ...args]: readonly string[], { env = {} }: RunOptions = {}): RunningCommand =>
    new RunningCommand([program, ...args].join(' '), spawn(program, args, { env: { ...process.env, ...env } }))
  return {
    description: 'this machine, on whose system bus virtqemud is installed',
    guest,
    ordinaryUser: undefined,
    start,
    run: (command, options) => start(command, options).finished,
    close: async () => rmSync(folder, { recursive: true }),
  }
}
