import { spawn } from 'node:child_process'
import { RunningCommand } from '../host/RunningCommand.js'

/** Starts a command on this machine, as the user who runs the demo. */
export function startHere(command: readonly string[], env: Readonly<Record<string, string>> = {}): RunningCommand {
  const [program = '', ...args] = command
  return new RunningCommand(command.join(' '), spawn(program, args, { env: { ...process.env, ...env } }))
}
