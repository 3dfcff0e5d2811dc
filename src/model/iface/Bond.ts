// Owns <bond>: interfaces joined into one, and how a dead one among them is noticed.
import { parseInteger } from '../xml/parseInteger.js'
import { nonEmpty, oneOf, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import type { Interface } from './Interface.js'

const bondModes = [
  'balance-rr',
  'active-backup',
  'balance-xor',
  'broadcast',
  '802.3ad',
  'balance-tlb',
  'balance-alb',
] as const
const carriers = ['ioctl', 'netif'] as const
const arpValidations = ['active', 'backup', 'all'] as const

/** Times are in milliseconds. */
export type BondMonitor =
  | {
      readonly by: 'mii'
      readonly frequency: number
      readonly downDelay: number
      readonly upDelay: number
      readonly carrier?: (typeof carriers)[number] | undefined
    }
  | {
      readonly by: 'arp'
      readonly interval: number
      readonly target: string
      readonly validate?: (typeof arpValidations)[number] | undefined
    }

export interface Bond {
  readonly mode?: (typeof bondModes)[number] | undefined
  readonly monitor?: BondMonitor | undefined
  readonly slaves: readonly Interface[]
}

/** @throws LibvirtError XML_ERROR */
export function parseBond(element: XmlElement, slaves: readonly Interface[]): Bond {
  const miimon = element.child('miimon')
  const arpmon = element.child('arpmon')
  return {
    mode: word(element, 'mode', bondModes, 'unknown bonding mode'),
    monitor: miimon ? parseMiiMonitor(miimon) : arpmon && parseArpMonitor(arpmon),
    slaves,
  }
}

function parseMiiMonitor(element: XmlElement): BondMonitor {
  const frequency = milliseconds(element, 'freq', 'bond interface miimon freq missing or invalid')
  if (frequency === undefined) throw refuseAt(element, 'bond interface miimon freq missing or invalid')
  return {
    by: 'mii',
    frequency,
    downDelay: milliseconds(element, 'downdelay', 'bond interface miimon downdelay invalid') ?? 0,
    upDelay: milliseconds(element, 'updelay', 'bond interface miimon updelay invalid') ?? 0,
    carrier: word(element, 'carrier', carriers, 'unknown mii bonding carrier'),
  }
}

function parseArpMonitor(element: XmlElement): BondMonitor {
  const interval = milliseconds(element, 'interval', 'bond interface arpmon interval missing or invalid')
  if (interval === undefined) throw refuseAt(element, 'bond interface arpmon interval missing or invalid')
  const target = nonEmpty(element, 'target')
  if (target === undefined) throw refuseAt(element, 'bond interface arpmon target missing')
  return {
    by: 'arp',
    interval,
    target,
    validate: word(element, 'validate', arpValidations, 'unknown arp bonding validate'),
  }
}

function milliseconds(element: XmlElement, name: string, refusal: string): number | undefined {
  const text = nonEmpty(element, name)
  if (text === undefined) return undefined
  const value = parseInteger(text, { min: -(2n ** 31n), max: 2n ** 31n - 1n, base: 10 })
  if (value === undefined) throw refuseAt(element, refusal)
  return Number(value)
}

function word<const T extends string>(element: XmlElement, name: string, words: readonly T[], refusal: string) {
  const text = nonEmpty(element, name)
  const found = oneOf(text, words)
  if (text !== undefined && found === undefined) throw refuseAt(element, `${refusal} ${text}`)
  return found
}

export function formatBond(writer: XmlWriter, bond: Bond, formatSlaves: () => void): void {
  const { mode, monitor } = bond
  writer.enclosing('bond', { mode }, () => {
    if (monitor?.by === 'mii') {
      const { frequency, downDelay, upDelay, carrier } = monitor
      const delays = { downdelay: downDelay || undefined, updelay: upDelay || undefined }
      writer.element('miimon', { freq: frequency, ...delays, carrier })
    } else if (monitor) {
      writer.element('arpmon', { interval: monitor.interval, target: monitor.target, validate: monitor.validate })
    }
    formatSlaves()
  })
}
