// The guest's clock: what its time of day follows, and its timers.
import { LibvirtError } from '../../api/LibvirtError.js'
import { parseInteger } from '../xml/parseInteger.js'
import { formatYesNo, nonEmpty, oneOf, optionalEnum, refuseAt, requiredEnum, uint, ulong, yesNo } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from './options.js'

const offsets = ['utc', 'localtime', 'variable', 'timezone', 'absolute'] as const
const bases = ['utc', 'localtime'] as const
const timerNames = ['platform', 'pit', 'rtc', 'hpet', 'tsc', 'kvmclock', 'hypervclock', 'armvtimer'] as const
const tickPolicies = ['delay', 'catchup', 'merge', 'discard'] as const
const tracks = ['boot', 'guest', 'wall', 'realtime'] as const
const tscModes = ['auto', 'native', 'emulate', 'paravirt', 'smpsafe'] as const

export type ClockOffset =
  | { offset: 'utc' | 'localtime' /** Forget what the guest did to the clock when it starts. */; reset: boolean }
  | {
      offset: 'variable'
      basis: (typeof bases)[number]
      /** Seconds relative to the basis; follows the guest. */
      adjustment: bigint
      /** The adjustment at start, of a running domain. */
      startAdjustment: bigint
    }
  | { offset: 'timezone'; timezone: string }
  | { offset: 'absolute' /** Seconds since the epoch. */; start: bigint }

export interface Timer {
  name: (typeof timerNames)[number]
  present: boolean | undefined
  tickPolicy: (typeof tickPolicies)[number] | undefined
  track: (typeof tracks)[number] | undefined
  /** Hz, of the TSC. */
  frequency: bigint | undefined
  mode: (typeof tscModes)[number] | undefined
  catchup: { threshold: number; slew: number; limit: number } | undefined
}

export interface Clock {
  time: ClockOffset
  timers: Timer[]
}

export function parseClock(root: XmlElement, options: ParseOptions): Clock {
  const element = root.child('clock')
  return {
    time: element ? parseTime(element, options) : { offset: 'utc', reset: false },
    timers: (element?.elements('timer') ?? []).map(parseTimer),
  }
}

function parseTime(element: XmlElement, options: ParseOptions): ClockOffset {
  const offset = word(element, 'offset', offsets) ?? 'utc'
  if (offset === 'timezone') {
    const timezone = nonEmpty(element, 'timezone')
    if (timezone === undefined) {
      throw refuseAt(element, "missing 'timezone' attribute for clock with offset='timezone'", 'INTERNAL_ERROR')
    }
    return { offset, timezone }
  }
  if (offset === 'absolute') {
    const start = ulong(element, 'start')
    if (start === undefined)
      throw refuseAt(element, "missing 'start' attribute for clock with offset='absolute'", 'INTERNAL_ERROR')
    return { offset, start }
  }
  if (offset === 'variable') {
    return {
      offset,
      basis: word(element, 'basis', bases) ?? 'utc',
      adjustment: seconds(element, 'adjustment') ?? 0n,
      startAdjustment: options.status ? (seconds(element, 'adjustment0') ?? 0n) : 0n,
    }
  }
  const adjustment = nonEmpty(element, 'adjustment')
  if (adjustment === undefined || adjustment === 'reset') return { offset, reset: adjustment === 'reset' }
  // utc and localtime with an adjustment are an older way to say variable.
  const given = seconds(element, 'adjustment')
  if (given === undefined) throw refuseAt(element, `unknown clock adjustment '${adjustment}'`)
  return { offset: 'variable', basis: offset, adjustment: given, startAdjustment: 0n }
}

/** A number of seconds; what is none counts as left out, as it always has. */
function seconds(element: XmlElement, name: string): bigint | undefined {
  const range = { min: -0x8000_0000_0000_0000n, max: 0x7fff_ffff_ffff_ffffn, base: 10 } as const
  return parseInteger(element.attribute(name) ?? '', range)
}

function word<const T extends string>(element: XmlElement, name: string, words: readonly T[]): T | undefined {
  const text = nonEmpty(element, name)
  const found = oneOf(text, words)
  if (text === undefined || found !== undefined) return found
  throw refuseAt(element, `unknown clock ${name} '${text}'`, 'CONFIG_UNSUPPORTED')
}

function parseTimer(element: XmlElement): Timer {
  const catchup = element.child('catchup')
  return {
    name: requiredEnum(element, 'name', timerNames),
    present: yesNo(element, 'present'),
    tickPolicy: optionalEnum(element, 'tickpolicy', tickPolicies),
    track: optionalEnum(element, 'track', tracks),
    frequency: ulong(element, 'frequency') || undefined,
    mode: optionalEnum(element, 'mode', tscModes),
    catchup: catchup && {
      threshold: uint(catchup, 'threshold') ?? 0,
      slew: uint(catchup, 'slew') ?? 0,
      limit: uint(catchup, 'limit') ?? 0,
    },
  }
}

/** @throws LibvirtError CONFIG_UNSUPPORTED for what the named timer cannot be told */
export function checkTimers({ timers }: Clock): void {
  for (const timer of timers) {
    const refuse = (what: string) => {
      throw new LibvirtError('CONFIG_UNSUPPORTED', `timer ${timer.name} doesn't support setting of timer ${what}`)
    }
    const paravirtual = timer.name === 'kvmclock' || timer.name === 'hypervclock' || timer.name === 'armvtimer'
    if (timer.tickPolicy && (paravirtual || timer.name === 'tsc')) refuse('tickpolicy')
    const { catchup } = timer
    if (timer.tickPolicy !== 'catchup' && catchup && (catchup.threshold || catchup.slew || catchup.limit)) {
      const text = "setting of timer catchup policies is only supported with tickpolicy='catchup'"
      throw new LibvirtError('XML_ERROR', text)
    }
    if (timer.name !== 'tsc') {
      if (timer.frequency !== undefined) refuse('frequency')
      if (timer.mode) refuse('mode')
    }
    if (timer.name !== 'platform' && timer.name !== 'rtc' && timer.track) refuse('track')
  }
}

export function formatClock(writer: XmlWriter, { time, timers }: Clock, options: FormatOptions): void {
  writer.element('clock', timeAttributes(time, options), () => {
    for (const { name, present, tickPolicy, track, frequency, mode, catchup } of timers) {
      const attributes = { name, present: formatYesNo(present), tickpolicy: tickPolicy, track, frequency, mode }
      writer.element('timer', attributes, () => {
        if (!catchup) return
        writer.elementIfAny('catchup', {
          threshold: catchup.threshold || undefined,
          slew: catchup.slew || undefined,
          limit: catchup.limit || undefined,
        })
      })
    }
  })
}

function timeAttributes(time: ClockOffset, options: FormatOptions) {
  const { offset } = time
  switch (offset) {
    case 'utc':
    case 'localtime':
      return { offset, adjustment: time.reset ? 'reset' : undefined }
    case 'variable': {
      const adjustment0 = options.status && time.startAdjustment !== 0n ? time.startAdjustment : undefined
      return { offset, adjustment: time.adjustment, basis: time.basis, adjustment0 }
    }
    case 'timezone':
      return { offset, timezone: time.timezone }
    case 'absolute':
      return { offset, start: time.start }
  }
}
