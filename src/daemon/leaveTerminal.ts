// `--daemon`: the same program once more, in the background and in a session of its own, while the one that was called
// waits for it to come up. Node cannot fork, so what a daemon in C does in place happens by starting again.
import { spawn } from 'node:child_process'
import { closeSync, writeSync } from 'node:fs'
import { setCloseOnExec } from '../host/native.js'

/** Tells the process in the background which descriptor its starter listens on. */
const marker = 'VIRTBUS_START_FD'
const reportFd = 3

/** How a start in the background went. */
export type StartReport = { readonly ok: true } | { readonly ok: false; readonly error: string }

/** Starts this program in the background. @returns once it is up, has failed, or is gone */
export async function leaveTerminal(): Promise<StartReport> {
  const [, script = '', ...args] = process.argv
  // The shell leads the new session and ends at once: the daemon is nobody's child and cannot get a terminal again.
  const shell = spawn('/bin/sh', ['-c', '"$@" &', 'sh', process.execPath, ...process.execArgv, script, ...args], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    env: { ...process.env, [marker]: String(reportFd) },
  })
  const report = shell.stdio[reportFd]
  if (!report || !('setEncoding' in report)) throw new Error('The shell was started without a channel to report on')
  let text = ''
  for await (const chunk of report) text += String(chunk)
  if (text === 'ok') return { ok: true }
  return { ok: false, error: text || 'the process in the background ended without saying why; see its log' }
}

/** The background's end: undefined in a process that was started in the usual way. */
export function backgroundReporter(env: NodeJS.ProcessEnv): ((report: StartReport) => void) | undefined {
  if (env[marker] !== String(reportFd)) return undefined
  delete env[marker]
  setCloseOnExec(reportFd, true)
  let told = false
  return report => {
    if (told) return
    told = true
    try {
      writeSync(reportFd, report.ok ? 'ok' : report.error)
      closeSync(reportFd)
    } catch {
      // The starter did not wait: nobody to tell.
    }
  }
}
