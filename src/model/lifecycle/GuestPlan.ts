// What a guest says about its place in the host's start and stop, in the metadata of its definition:
//   <lifecycle xmlns='urn:virtbus:lifecycle:1'>
//     <shutdown action='suspend' timeout='30'/>
//     <boot priority='10' delay='5' ready='agent' timeout='60'/>
//   </lifecycle>
import { LibvirtError } from '../../api/LibvirtError.js'
import { parseXml } from '../xml/parseXml.js'
import type { XmlElement } from '../xml/XmlElement.js'

export const lifecycleNamespace = 'urn:virtbus:lifecycle:1'

export const stopActions = ['suspend', 'shutdown', 'destroy', 'ignore'] as const
export type StopAction = (typeof stopActions)[number]
export const readiness = ['started', 'agent', 'address'] as const
/** When a guest counts as up: at once, when its agent answers, or when it has an address. */
export type Readiness = (typeof readiness)[number]

/** Absent parts follow the settings of the host. */
export interface GuestPlan {
  readonly action: StopAction | undefined
  /** Milliseconds until force is used; 0 for ever. */
  readonly timeout: number | undefined
  /** -1000 to 1000. Higher ones start earlier and stop later. */
  readonly priority: number
  /** Milliseconds that guests of lower priority wait after it is ready. */
  readonly delay: number
  readonly ready: Readiness
  /** Milliseconds until the others no longer wait for it to be ready. */
  readonly readyTimeout: number
}

export const noPlan: GuestPlan = {
  action: undefined,
  timeout: undefined,
  priority: 0,
  delay: 0,
  ready: 'started',
  readyTimeout: 60_000,
}

/** @param text the element as GetMetadata gives it @throws LibvirtError XML_ERROR naming what cannot be used */
export function readPlan(text: string): GuestPlan {
  return planOf(parseXml(text, '(lifecycle)'))
}

/** @param root the element itself @throws as `readPlan` */
export function planOf(root: XmlElement): GuestPlan {
  const shutdown = root.elements().find(({ localName }) => localName === 'shutdown')
  const boot = root.elements().find(({ localName }) => localName === 'boot')
  return {
    action: oneOf(shutdown, 'action', stopActions),
    timeout: seconds(shutdown, 'timeout'),
    priority: number(boot, 'priority', -1000, 1000) ?? noPlan.priority,
    delay: seconds(boot, 'delay') ?? noPlan.delay,
    ready: oneOf(boot, 'ready', readiness) ?? noPlan.ready,
    readyTimeout: seconds(boot, 'timeout') ?? noPlan.readyTimeout,
  }
}

function oneOf<T extends string>(element: XmlElement | undefined, name: string, values: readonly T[]): T | undefined {
  const text = element?.attribute(name)
  if (text === undefined) return undefined
  return values.find(value => value === text) ?? refuse(name, text, values.join(', '))
}

/** Longest time, a day: more is a mistake. */
const longest = 86_400

function seconds(element: XmlElement | undefined, name: string): number | undefined {
  const value = number(element, name, 0, longest)
  return value === undefined ? undefined : value * 1000
}

function number(element: XmlElement | undefined, name: string, least: number, most: number): number | undefined {
  const text = element?.attribute(name)
  if (text === undefined) return undefined
  const value = /^-?\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  return value >= least && value <= most ? value : refuse(name, text, `${least} to ${most}`)
}

function refuse(name: string, text: string, takes: string): never {
  throw new LibvirtError('XML_ERROR', `'${text}' is no ${name} of a guest's lifecycle; it takes ${takes}`)
}
