// What a domain is doing, as a union, and libvirt's numbers for it.
import {
  domainCrashedReason,
  domainPMSuspendedReason,
  domainPausedReason,
  domainRunningReason,
  domainShutdownReason,
  domainShutoffReason,
  domainState,
} from '../../../api/enums/domain.js'
import type { Guest } from './Guest.js'

/** Reasons by state, with libvirt's numbers. */
const reasons = {
  running: domainRunningReason,
  paused: domainPausedReason,
  shutdown: domainShutdownReason,
  shutoff: domainShutoffReason,
  crashed: domainCrashedReason,
  pmsuspended: domainPMSuspendedReason,
} as const
type Reasons = typeof reasons

type ActivityName = Exclude<keyof Reasons, 'shutoff'>

/** What a domain that has a QEMU is doing, and why. A guest that crashed keeps its QEMU when `on_crash` says preserve. */
export type Activity = { [S in ActivityName]: { readonly is: S; readonly why: keyof Reasons[S] } }[ActivityName]
export type ActiveState = Activity & { readonly guest: Guest }
export type InactiveState = { readonly is: 'shutoff'; readonly why: keyof Reasons['shutoff'] }
export type DomainState = ActiveState | InactiveState

/** Every activity there is. */
export const activities: readonly Activity[] = Object.entries(reasons)
  .flatMap(([is, whys]) => Object.keys(whys).map(why => ({ is, why })))
  .filter(isActivity)

function isActivity(pair: { is: string; why: string }): pair is Activity {
  const byState: Readonly<Record<string, object>> = reasons
  return pair.is !== 'shutoff' && pair.why in (byState[pair.is] ?? {})
}

/** Numbers of a state and its reason (virDomainState, virDomain…Reason). */
export function stateNumbers({ is, why }: DomainState): { state: number; reason: number } {
  const numbers: Readonly<Record<string, number>> = reasons[is]
  return { state: numberOf(domainState, is.toUpperCase()), reason: numberOf(numbers, why) }
}

function numberOf(numbers: Readonly<Record<string, number>>, name: string): number {
  const number = numbers[name]
  if (number === undefined) throw new TypeError(`'${name}' is no member of the enumeration`)
  return number
}
