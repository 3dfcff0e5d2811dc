// From one daemon per driver to one for all, or back. Guests are no business of the switch: they run on while daemons change.
import type { BusConnection } from '../bus/connection/BusConnection.js'
import { daemonsOf, type Mode, monolithicDaemon, unitsOf } from './daemonUnits.js'
import { orderGuests } from './guestsOrder.js'
import { type DaemonStatus, hostStatus } from './hostStatus.js'
import { systemctl, type UnitState, unitStates } from './systemctl.js'

/** A switch that cannot be made; nothing was changed. */
export class SwitchError extends Error {
  override readonly name = 'SwitchError'
}

/**
 * Switches the host, now and for the next boot.
 * @param tell takes a sentence for each step @returns whether every guest that ran still runs
 * @throws SwitchError, SystemctlError
 */
export async function switchMode(mode: Mode, bus: BusConnection, tell: (text: string) => void): Promise<boolean> {
  const before = await hostStatus(bus)
  const wanted = before.daemons.filter(({ daemon }) => daemonsOf(mode).includes(daemon))
  const usable = wanted.filter(({ service }) => service.load !== 'masked')
  if (usable.length === 0) {
    const missing = mode === 'modular' ? 'daemons of single drivers' : monolithicDaemon
    throw new SwitchError(`There is nothing to switch to: ${missing} must be installed, and not masked`)
  }
  const others = before.daemons.filter(({ daemon }) => !daemonsOf(mode).includes(daemon))
  await setAside(others)
  if (others.length > 0) tell(`stopped and not started at boot: ${names(others)}`)
  await bringUp(usable)
  tell(`started, now and at boot: ${names(usable)}`)
  const traditional = usable.filter(hasMaskedSocket).map(({ daemon }) => daemon)
  const order = await orderGuests(traditional)
  if (order !== undefined) tell(order)

  const after = new Set((await hostStatus(bus)).guests)
  const lost = before.guests.filter(guest => !after.has(guest))
  if (lost.length > 0) tell(`guests that ended meanwhile: ${lost.join(', ')}`)
  return lost.length === 0
}

const names = (daemons: readonly DaemonStatus[]): string => daemons.map(({ daemon }) => daemon).join(', ')

/** A daemon whose main socket is masked opens its sockets itself. */
const hasMaskedSocket = ({ sockets }: DaemonStatus): boolean =>
  sockets.some(({ kind, unit }) => kind === '' && unit.load === 'masked')

/** Services first: a socket that is still there when its service stops would call it back. */
async function setAside(daemons: readonly DaemonStatus[]): Promise<void> {
  const installed = daemons.flatMap(({ service, sockets }) => [service, ...sockets.map(({ unit }) => unit)])
  const units = installed.filter(({ load }) => load !== 'masked').map(({ name }) => name)
  if (units.length === 0) return
  await systemctl('disable', ...units)
  await systemctl('stop', ...units)
}

async function bringUp(daemons: readonly DaemonStatus[]): Promise<void> {
  const whole = daemons.filter(daemon => !hasMaskedSocket(daemon))
  if (whole.length > 0) await systemctl('enable', ...whole.map(({ service }) => service.name))
  // `enable` follows Also= to the masked sockets and refuses.
  for (const { service } of daemons.filter(hasMaskedSocket)) {
    await systemctl('add-wants', 'multi-user.target', service.name)
  }
  // systemd opens no socket beside a service that runs and may have opened it itself.
  const early = daemons.filter(({ service, sockets }) => {
    const closed = sockets.some(({ kind, unit }) => isUsual(kind, unit) && unit.active === 'inactive')
    return service.active === 'active' && closed
  })
  if (early.length > 0) await systemctl('stop', ...early.map(({ service }) => service.name))
  await systemctl('start', ...daemons.flatMap(usualUnits))
  await noFailure(daemons)
}

/** The service, and its sockets that are to be up. */
function usualUnits({ service, sockets }: DaemonStatus): string[] {
  return [...sockets.filter(({ kind, unit }) => isUsual(kind, unit)).map(({ unit }) => unit.name), service.name]
}

/** Whether a socket is to be up: those of a fresh installation, and ports that were enabled. */
function isUsual(kind: string, { load, file }: UnitState): boolean {
  const port = kind === '-tcp' || kind === '-tls'
  return load !== 'masked' && (!port || file === 'enabled')
}

async function noFailure(daemons: readonly DaemonStatus[]): Promise<void> {
  const states = await unitStates(daemons.flatMap(({ daemon }) => unitsOf(daemon)))
  const failed = [...states.values()].filter(({ active }) => active === 'failed').map(({ name }) => name)
  if (failed.length > 0) throw new SwitchError(`Failed units: ${failed.join(', ')}. See: systemctl status ${failed[0]}`)
}
