// Which daemons serve the host: services, sockets, bus names, and who holds them.
import { readFileSync } from 'node:fs'
import type { BusConnection } from '../bus/connection/BusConnection.js'
import { BusError } from '../bus/connection/BusError.js'
import { guestScopes } from '../guests/guestScopes.js'
import {
  busNameOf,
  type Mode,
  modularDaemons,
  monolithicDaemon,
  portSockets,
  serviceOf,
  socketOf,
  unitsOf,
  usualSockets,
} from './daemonUnits.js'
import { type UnitState, unitStates } from './systemctl.js'

export interface DaemonStatus {
  readonly daemon: string
  readonly service: UnitState
  /** Those that are installed, by kind: ``, `-ro`, … */
  readonly sockets: readonly { readonly kind: string; readonly unit: UnitState }[]
  readonly busName: string
  /** Who has the bus name, such as `virtqemud (pid 12)`; undefined when nobody has. */
  readonly holder: string | undefined
  readonly holderPid: number | undefined
}

export interface HostStatus {
  /** `mixed` when daemons of both kinds are up, `idle` when none is. */
  readonly mode: Mode | 'mixed' | 'idle'
  /** Daemons that are installed. */
  readonly daemons: readonly DaemonStatus[]
  /** Scopes of guests that run. */
  readonly guests: readonly string[]
}

/** @throws SystemctlError, BusError */
export async function hostStatus(bus: BusConnection): Promise<HostStatus> {
  const names = [...modularDaemons, monolithicDaemon]
  const states = await unitStates(names.flatMap(unitsOf))
  const daemons: DaemonStatus[] = []
  for (const daemon of names) {
    const service = states.get(serviceOf(daemon))
    if (!service || service.load === 'not-found') continue
    const sockets = [...usualSockets, ...portSockets].flatMap(kind => {
      const unit = states.get(socketOf(daemon, kind))
      return unit && unit.load !== 'not-found' ? [{ kind, unit }] : []
    })
    const busName = busNameOf(daemon)
    const holderPid = await ownerOf(bus, busName)
    const holder = holderPid === undefined ? undefined : `${commandOf(holderPid)} (pid ${holderPid})`
    daemons.push({ daemon, service, sockets, busName, holder, holderPid })
  }
  return { mode: modeOf(daemons), daemons, guests: await guestScopes(bus) }
}

const isUp = ({ service, sockets }: DaemonStatus): boolean =>
  [service, ...sockets.map(({ unit }) => unit)].some(({ active }) => active === 'active' || active === 'activating')

function modeOf(daemons: readonly DaemonStatus[]): HostStatus['mode'] {
  const up = daemons.filter(isUp).map(({ daemon }) => daemon)
  const monolithic = up.includes(monolithicDaemon)
  const modular = up.some(daemon => daemon !== monolithicDaemon)
  if (monolithic && modular) return 'mixed'
  return monolithic ? 'monolithic' : modular ? 'modular' : 'idle'
}

async function ownerOf(bus: BusConnection, name: string): Promise<number | undefined> {
  try {
    const { values } = await bus.callBus('GetConnectionUnixProcessID', 's', [name])
    return Number(values[0])
  } catch (error) {
    if (error instanceof BusError) return undefined
    throw error
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return 'a process that has just ended'
  }
}

/** The status as people read it. */
export function formatStatus({ mode, daemons, guests }: HostStatus): string {
  const heads = ['DAEMON', 'SERVICE', 'AT BOOT', 'SOCKETS', 'BUS NAME', 'HELD BY']
  const rows = daemons.map(({ daemon, service, sockets, busName, holder }) => [
    daemon,
    service.pid > 0 ? `${service.active} (pid ${service.pid})` : service.active,
    service.load === 'masked' ? 'masked' : service.file,
    sockets.map(({ kind, unit }) => `${kind.slice(1) || 'main'}:${shortState(unit)}`).join(' ') || '-',
    busName,
    holder ?? '-',
  ])
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map(row => row[column]?.length ?? 0)))
  const lines = [heads, ...rows].map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const count = guests.length === 1 ? '1 guest runs' : `${guests.length} guests run`
  return [`Mode: ${mode}; ${count}`, '', ...lines, ''].join('\n')
}

const shortState = ({ load, active }: UnitState): string =>
  load === 'masked' ? 'masked' : active === 'active' ? 'up' : active === 'inactive' ? 'down' : active
