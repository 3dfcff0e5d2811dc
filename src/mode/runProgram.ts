// virtbus-mode as a process.
import { writeSync } from 'node:fs'
import { BusConnection } from '../bus/connection/BusConnection.js'
import { busAddress } from '../daemon/hostBusOf.js'
import { formatStatus, hostStatus } from './hostStatus.js'
import { switchMode } from './switchMode.js'

const usage = `Usage: virtbus-mode status|modular|monolithic

  status      show which daemons, sockets and bus names are up, and who holds them
  modular     one daemon for each driver, now and at boot
  monolithic  one daemon, libvirtd, for all drivers, now and at boot

Guests that run are not touched by a switch; clients have to connect again.
Exit status: 0 done, 1 not done, 2 wrong usage.
`

const tell = (text: string): void => void writeSync(1, `${text}\n`)

/** Does what the command line asks for, and ends the process. */
export async function runProgram(): Promise<never> {
  const [action = '', ...rest] = process.argv.slice(2)
  if (action === '--help' || action === '-h') {
    tell(usage.trimEnd())
    return process.exit(0)
  }
  if (rest.length > 0 || !['status', 'modular', 'monolithic'].includes(action)) {
    writeSync(2, usage)
    return process.exit(2)
  }
  try {
    return process.exit((await act(action)) ? 0 : 1)
  } catch (error) {
    writeSync(2, `virtbus-mode: ${error instanceof Error ? error.message : String(error)}\n`)
    return process.exit(1)
  }
}

async function act(action: string): Promise<boolean> {
  if (action !== 'status' && process.getuid?.() !== 0) throw new Error('only root can switch daemons')
  const bus = await BusConnection.open(busAddress('system', process.env))
  try {
    if (action === 'modular' || action === 'monolithic') return await switchMode(action, bus, tell)
    tell(formatStatus(await hostStatus(bus)).trimEnd())
    return true
  } finally {
    await bus.close()
  }
}
