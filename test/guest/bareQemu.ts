import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { GuestImage } from './guestImage.js'
import { kvmObstacle } from './kvmObstacle.js'

/** A guest without any daemon of ours: what the guest itself promises is tested on it. */
export interface BareQemu extends AsyncDisposable {
  /** Waits until the console has shown the text so often (1), and fails after 60 seconds with what it showed. */
  shown(text: string, times?: number): Promise<void>
  /** Types on the console. */
  type(text: string): void
  /** A command of QEMU's human monitor, as `system_powerdown`. */
  monitor(command: string): void
  /** Resolves with QEMU's exit status. */
  readonly exited: Promise<number | null>
}

const DEADLINE = 60_000

/** Boots the guest in QEMU, with KVM where it works. Console and monitor share QEMU's standard streams (Ctrl-A c switches). */
export function bareQemu(image: GuestImage, commandLine = '', args: readonly string[] = []): BareQemu {
  const child = spawn(
    'qemu-system-x86_64',
    [
      ...'-nodefaults -display none -machine q35 -cpu qemu64 -m 256 -accel'.split(' '),
      kvmObstacle() ? 'tcg' : 'kvm',
      ...'-chardev stdio,id=c,mux=on,signal=off -serial chardev:c -mon chardev=c'.split(' '),
      '-kernel',
      image.kernel,
      '-initrd',
      image.initramfs,
      '-append',
      `console=ttyS0 quiet no_timer_check ${commandLine}`.trim(),
      ...args,
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  )
  let console = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => (console += bytes.toString('latin1')))
  const exited = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : null))
  return {
    exited,
    async shown(text, times = 1) {
      const end = Date.now() + DEADLINE
      while (console.split(text).length <= times) {
        if (Date.now() > end || child.exitCode !== null)
          throw new Error(`the console never showed '${text}':\n${console}`)
        await new Promise(resolve => setTimeout(resolve, 20))
      }
    },
    type: text => void child.stdin.write(text),
    monitor: command => void child.stdin.write(`\u0001c${command}\n\u0001c`),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
