// The place of libvirt-guests in systemd's order. It is ordered after the sockets where systemd opens them, and after the
// services where the sockets are masked and daemons open them themselves. After= cannot be taken back by a drop-in
// (systemd.unit(5)), so the whole unit is written where it comes before the packaged one.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { errorCodeOf } from '../host/systemError.js'
import { systemctl } from './systemctl.js'

const packaged = '/usr/lib/systemd/system/libvirt-guests.service'
const own = '/etc/systemd/system/libvirt-guests.service'
const mark =
  '# Written by virtbus-mode, because sockets of daemons are masked. It is removed when they no longer are.\n'

/** The packaged unit with services in place of the sockets of some daemons. */
export function orderAfterServices(unit: string, daemons: readonly string[]): string {
  const masked = new Set(daemons.map(daemon => `${daemon}.socket`))
  const change = (name: string): string => (masked.has(name) ? name.replace(/\.socket$/, '.service') : name)
  return unit.replaceAll(
    /^After=.*$/gm,
    line => `After=${line.slice('After='.length).split(/\s+/).map(change).join(' ')}`,
  )
}

/**
 * Puts libvirt-guests after the services of these daemons, and after the sockets of the others.
 * @returns what was done, in words; undefined when nothing had to be @throws SystemctlError
 */
export async function orderGuests(traditional: readonly string[]): Promise<string | undefined> {
  const unit = readText(packaged)
  if (unit === undefined) return undefined
  const present = readText(own)
  if (present !== undefined && !present.startsWith(mark)) {
    return `${own} is the administrator's and stays; see libvirt-guests(8) for the order it needs`
  }
  const ordered = orderAfterServices(unit, traditional)
  const wanted = ordered === unit ? undefined : mark + ordered
  if (wanted === present) return undefined
  if (wanted === undefined) rmSync(own)
  else writeFileSync(own, wanted)
  await systemctl('daemon-reload')
  return wanted === undefined
    ? 'libvirt-guests is ordered after the sockets'
    : `libvirt-guests is ordered after the services of ${traditional.join(', ')}, whose sockets are masked`
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
