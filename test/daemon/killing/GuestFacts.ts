// What clients know of a guest, and what each of their calls makes of it. A daemon that is killed in the middle of a call may be
// found with what was before, with what the call was for, or with what the call's row says is between the two.

export interface GuestFacts {
  readonly name: string
  /** Number of the definition in force; undefined when there is none. */
  readonly version: number | undefined
  readonly state: 'off' | 'running' | 'paused'
  readonly saved: boolean
  readonly autostart: boolean
  /** Devices that were added while it ran, and to the definition. */
  readonly live: number
  readonly config: number
  /** Devices that it had when it was saved. */
  readonly asleep: number
}

export const nothing = (name: string): GuestFacts => ({
  name,
  version: undefined,
  state: 'off',
  saved: false,
  autostart: false,
  live: 0,
  config: 0,
  asleep: 0,
})

export const isKnown = ({ version, state }: GuestFacts): boolean => version !== undefined || state !== 'off'

export interface Step {
  readonly possible: (facts: GuestFacts) => boolean
  readonly after: (facts: GuestFacts) => GuestFacts
  /** What an interruption may leave besides the state before and the state after. */
  readonly between?: (facts: GuestFacts) => readonly GuestFacts[]
}

const defined = ({ version }: GuestFacts) => version !== undefined
const off = ({ state }: GuestFacts) => state === 'off'
/** Slots of the guest's bus are few. */
const mostDevices = 6

/** A transient guest that ends leaves nothing. */
const ended = (facts: GuestFacts): GuestFacts =>
  facts.version === undefined ? nothing(facts.name) : { ...facts, state: 'off', live: 0 }

export const steps = {
  define: {
    possible: facts => defined(facts) || off(facts),
    after: facts => ({ ...facts, version: (facts.version ?? 0) + 1, config: 0 }),
  },
  start: {
    possible: facts => defined(facts) && off(facts),
    after: facts => ({
      ...facts,
      state: 'paused',
      live: facts.saved ? facts.asleep : facts.config,
      saved: false,
      asleep: 0,
    }),
  },
  resume: { possible: ({ state }) => state === 'paused', after: facts => ({ ...facts, state: 'running' }) },
  suspend: { possible: ({ state }) => state === 'running', after: facts => ({ ...facts, state: 'paused' }) },
  save: {
    possible: facts => defined(facts) && !off(facts),
    after: facts => ({ ...ended(facts), saved: true, asleep: facts.live }),
  },
  destroy: { possible: facts => !off(facts), after: ended },
  undefine: {
    possible: defined,
    after: facts => (off(facts) ? nothing(facts.name) : { ...facts, version: undefined, autostart: false, config: 0 }),
    // The file with its memory and the link go before the definition does.
    between: facts => [
      { ...facts, saved: false, asleep: 0 },
      { ...facts, saved: false, asleep: 0, autostart: false },
    ],
  },
  attach: {
    possible: facts => defined(facts) && !off(facts) && facts.live < mostDevices && facts.config < mostDevices,
    after: facts => ({ ...facts, live: facts.live + 1, config: facts.config + 1 }),
    between: facts => [
      { ...facts, live: facts.live + 1 },
      { ...facts, config: facts.config + 1 },
    ],
  },
  autostart: { possible: defined, after: facts => ({ ...facts, autostart: !facts.autostart }) },
  rename: {
    possible: facts => defined(facts) && off(facts) && !facts.saved,
    after: facts => ({ ...facts, name: otherName(facts.name) }),
  },
} as const satisfies Readonly<Record<string, Step>>

export type StepName = keyof typeof steps
export const stepNames: readonly StepName[] = [
  'define',
  'start',
  'start',
  'resume',
  'suspend',
  'save',
  'destroy',
  'undefine',
  'attach',
  'autostart',
  'rename',
]

/** A guest has two names, and goes from one to the other. */
export const otherName = (name: string): string => (name.endsWith('-b') ? name.slice(0, -2) : `${name}-b`)

/** Everything that a call which was not answered may have left. */
export function outcomes(name: StepName, facts: GuestFacts): readonly GuestFacts[] {
  const step: Step = steps[name]
  return [facts, step.after(facts), ...(step.between?.(facts) ?? [])]
}
