// A QEMU that runs no guest and only answers questions. It is connected to us by a socket pair, so that nothing is left in
// the file system when either side is killed, and it ends when the connection does or when its time is up.
import { closeSync } from 'node:fs'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Clock, Millis } from '../../../host/Clock.js'
import { DescriptorSocket } from '../../../host/DescriptorSocket.js'
import { socketPair } from '../../../host/native.js'
import type { Child, Processes, ProcessUser } from '../../../host/Processes.js'
import { firstDescriptor } from '../../../host/Processes.js'
import { QmpMonitor } from '../monitor/QmpMonitor.js'
import type { QmpExecutor } from './QmpExecutor.js'

/** What starting a probe takes from the host. */
export interface ProbeHost {
  readonly processes: Pick<Processes, 'launch'>
  readonly clock: Pick<Clock, 'monotonic'>
  /** Whom QEMU runs as; our own user when left out. KVM is usable for guests when that user may use it. */
  readonly user?: ProcessUser | undefined
  /** For one answer; QEMU takes some tens of milliseconds to come up. Default 30 seconds. */
  readonly deadline?: Millis
}

/** A running probe. Disposing of it ends QEMU and waits for its end. */
export interface Probe extends AsyncDisposable {
  readonly qmp: QmpExecutor
}

const sigkill = 9
const longestComplaint = 4096

/**
 * Starts the emulator for questions.
 * @param accelerators as `-machine accel=` takes them, `kvm:tcg` or `tcg`
 * @throws LibvirtError INTERNAL_ERROR with what QEMU said when it is no QEMU or does not start, SYSTEM_ERROR
 */
export async function startProbe(emulator: string, accelerators: string, host: ProbeHost): Promise<Probe> {
  const [ourEnd, itsEnd] = socketPair()
  const [heard, said] = socketPair()
  const complaints = collect(new DescriptorSocket(heard))
  const socket = new DescriptorSocket(ourEnd)
  let child: Child
  try {
    child = await host.processes.launch({
      program: emulator,
      args: probeArguments(accelerators),
      environment: { LC_ALL: 'C', PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
      user: host.user,
      output: said,
      descriptors: [itsEnd],
      endsWithUs: true,
    })
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    closeSync(itsEnd)
    closeSync(said)
  }
  const end = async () => {
    child.process.signal(sigkill)
    await child.exited
    child.process.forget()
  }
  try {
    const deadline = host.deadline ?? 30_000
    const options = { guest: `probe of ${emulator}`, clock: host.clock, deadline, onEvent: () => {} }
    const monitor = await QmpMonitor.over(socket, options)
    return {
      qmp: monitor,
      async [Symbol.asyncDispose]() {
        monitor.close()
        await end()
      },
    }
  } catch (cause) {
    await end()
    const said = await complaints
    const why = said === '' && cause instanceof Error ? cause.message : said
    throw new LibvirtError('INTERNAL_ERROR', `Failed to start QEMU binary ${emulator} for probing: ${why}`, { cause })
  }
}

function probeArguments(accelerators: string): string[] {
  const machine = ['-S', '-no-user-config', '-nodefaults', '-nographic', '-machine', `none,accel=${accelerators}`]
  const chardev = `socket,id=charmonitor,fd=${firstDescriptor}`
  return [...machine, '-chardev', chardev, '-mon', 'chardev=charmonitor,id=monitor,mode=control']
}

/** What comes through a socket until its other end is closed, or the first part of it. */
async function collect(socket: DescriptorSocket): Promise<string> {
  let text = ''
  socket.on('data', (chunk: Buffer) => {
    if (text.length < longestComplaint) text += chunk.toString()
  })
  await new Promise<void>(resolve => {
    socket.on('error', () => {})
    socket.once('close', () => resolve())
  })
  return text.trim()
}
