import { fstatSync, statSync } from 'node:fs'
import { isatty } from 'node:tty'

/** Whether a descriptor is a terminal. A service's usually lead nowhere, and it need not load what knows about terminals. */
export function isTerminal(fd: number): boolean {
  return !leadsNowhere(fd) && isatty(fd)
}

/** Whether a descriptor is closed or open on /dev/null. */
export function leadsNowhere(fd: number): boolean {
  try {
    return fstatSync(fd).rdev === statSync('/dev/null').rdev
  } catch {
    return true
  }
}
