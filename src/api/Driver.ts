// The contract between doors and drivers. A driver is an object with one function per call it supports; a missing one is
// "not supported". Types only, except for the one place where a driver's own object types are erased.
import type { Duplex } from 'node:stream'
import type { Caller } from './Caller.js'
import type { Call, DriverKey } from './call.js'
import type * as calls from './calls/index.js'
import type { ErrorDomainName } from './errorDomains.js'
import type * as events from './events.js'
import type { EventRow } from './events.js'
import type { Fields, ObjectKind, References, ResolvedFields } from './schema.js'

/** Every row of the call table, by name. */
export type CallTable = typeof calls
export type CallName = keyof CallTable
/** Every row of the event table, by name. */
export type EventTable = {
  [N in keyof typeof events as (typeof events)[N] extends EventRow ? N : never]: (typeof events)[N]
}

/** Details that go into an authorization question besides `connect_driver`, as polkit rules look them up. */
export type AccessDetails = Readonly<Record<string, string>>

/** An object as doors and the access check see it; a driver's own classes satisfy this. */
export interface Found<K extends ObjectKind = ObjectKind> {
  readonly kind: K
  /** What clients are told to name it by. */
  readonly reference: References[K]
  readonly details: AccessDetails
}
export type DriverObjects = { [K in ObjectKind]: Found<K> }

/** What a verb may know and use of the call it serves. */
export interface CallContext {
  readonly caller: Caller
  /** Aborted when the caller leaves: stop what only it waits for. */
  readonly signal: AbortSignal
  /** Descriptors that came with the call. The verb owns those it takes; the door closes the others. */
  readonly files: FileInbox
  /** Hands a descriptor to the caller with the reply; the door closes our copy. */
  sendFile(fd: number): void
  /** Connects the stream that a stream call opens. Absent when the door cannot carry streams. */
  readonly openStream?: (end: Duplex) => void
}
export interface FileInbox {
  readonly count: number
  /** Takes ownership of the descriptor at that index. */
  take(index: number): number
}

export type MaybePromise<T> = T | Promise<T>
export type Arguments<C extends Call, O extends DriverObjects = DriverObjects> = ResolvedFields<C['args'], O>
/** What is answered with these results; nothing when there are none. */
export type Answer<R extends Fields, O extends DriverObjects = DriverObjects> = keyof R extends never
  ? void
  : ResolvedFields<R, O>
/** Any row with these argument and result types; what `perform` and its like infer from. */
export interface CallTypes<W, Z> {
  /** Never set. */
  readonly types?: { readonly wire: W; readonly answer: Z }
}
export type Result<C extends Call, O extends DriverObjects = DriverObjects> = Answer<C['ret'], O>

export type Run<C extends Call, O extends DriverObjects = DriverObjects> = (
  args: Arguments<C, O>,
  context: CallContext,
) => MaybePromise<Result<C, O>>

/** For calls that bring a new object: parse first, so that the check sees the new object's details; then act. */
export interface Incoming<C extends Call, O extends DriverObjects = DriverObjects> {
  prepare(args: Arguments<C, O>, context: CallContext): MaybePromise<Prepared<C, O>>
}
export interface Prepared<C extends Call, O extends DriverObjects = DriverObjects> {
  readonly details: AccessDetails
  run(): MaybePromise<Result<C, O>>
}
export type Verb<C extends Call, O extends DriverObjects = DriverObjects> = 'new' extends C['on']
  ? Incoming<C, O>
  : Run<C, O>
export type Verbs<O extends DriverObjects = DriverObjects> = { readonly [N in CallName]?: Verb<CallTable[N], O> }

/** Finds objects by reference, or throws the kind's NO_… error with the text of `errors.md`. */
export type Finders<O extends DriverObjects = DriverObjects> = {
  readonly [K in ObjectKind]?: (reference: References[K]) => MaybePromise<O[K]>
}

/** One thing a driver tells, numbered in the daemon's single sequence. */
export type Notice = EventNotice | ChangeNotice
export type EventNotice = {
  [N in keyof EventTable]: {
    readonly sequence: number
    readonly name: N
    readonly body: ResolvedFields<EventTable[N]['body'], DriverObjects>
  }
}[keyof EventTable]
/** An object came, went, or changed; `fields` are the call names whose answers are different now, e.g. `domainIsActive`. */
export interface ChangeNotice {
  readonly sequence: number
  readonly name: 'added' | 'removed' | 'changed'
  readonly subject: Found
  readonly fields: readonly string[]
}
export interface Feed {
  /** Number of the last notice. */
  readonly sequence: number
  /** Calls back synchronously, in order, after state is on disk. Returns the function that ends it. */
  subscribe(listener: (notice: Notice) => void): () => void
}

/** What every driver says of itself, whatever its objects. */
export interface DriverIdentity {
  /** Name in access questions and the connection's type: `QEMU`, `Test`, `network`, … */
  readonly name: string
  /** Type string of CONNECT_GET_TYPE: `QEMU`, `TEST`, … */
  readonly type: string
  /** Its column in the table of flag masks and prefix of its functions in error texts. */
  readonly key: DriverKey
  /** e.g. `qemu:///system`. */
  readonly uri: string
  readonly errorDomain: ErrorDomainName
  readonly feed: Feed
  /** Makes the driver usable: reads state, reconciles. */
  start?(): Promise<void>
  /** Picks up what changed on disk. */
  reload?(): Promise<void>
  /** Lets go of everything but the guests. */
  stop?(): Promise<void>
  /** The host is about to go down: does with the guests what the administrator wants done. Absent when that is nothing. */
  hostGoesDown?(reason: string): Promise<void>
  /** Why the daemon must not exit when idle, e.g. `3 running guests`; undefined when nothing holds it. */
  busy?(): string | undefined
}
export interface TypedDriver<O extends DriverObjects> extends DriverIdentity {
  readonly find: Finders<O>
  readonly verbs: Verbs<O>
}

/** A driver as the road sees it: its objects are only `Found`. */
export interface Driver extends DriverIdentity {
  readonly find: Finders
  readonly verbs: Verbs
}

/**
 * Forgets a driver's own object types. Sound because every object that reaches a verb came out of the same driver's
 * finders, which the road guarantees.
 */
export function defineDriver<O extends DriverObjects>(driver: TypedDriver<O>): Driver {
  return driver as unknown as Driver
}
