// An interface as handlers define it, typed by dbus/*.xml, and as dispatch sees it, untyped.
import type { CallName, MaybePromise } from '../../api/Driver.js'
import { type BusInterfaces, busInterfaces } from '../generated/interfaces.js'
import { introspection } from '../generated/introspection.js'
import type { BusCall } from './BusCall.js'

export type InterfaceName = keyof BusInterfaces
type MethodTable<I extends InterfaceName> = BusInterfaces[I]['methods']
type PropertyTable<I extends InterfaceName> = BusInterfaces[I]['properties']

/** A method without results may return whatever its call does. */
type Answer<Out> = Out extends [] ? unknown : Out extends [infer Only] ? Only : Out
type Signature = { in: readonly unknown[]; out: readonly unknown[] }
type Handler<Self, M> = M extends Signature
  ? (call: BusCall<Self>, ...args: M['in']) => MaybePromise<Answer<M['out']>>
  : never

/** One function per method: decode, one call, encode. */
export type Methods<I extends InterfaceName, Self> = {
  readonly [M in keyof MethodTable<I>]: Handler<Self, MethodTable<I>[M]>
}
export interface Property<Self, T> {
  get(call: BusCall<Self>): MaybePromise<T>
  set?(call: BusCall<Self>, value: T): MaybePromise<unknown>
  /** Calls whose answers show in this property: when a driver says that one of them has changed, so has the property. */
  readonly changesWith?: readonly CallName[]
}
export type Properties<I extends InterfaceName, Self> = {
  readonly [P in keyof PropertyTable<I>]: Property<Self, PropertyTable<I>[P]>
}

export interface AnyMethod {
  readonly in: string
  readonly out: string
  run(call: BusCall<unknown>, ...args: unknown[]): MaybePromise<unknown>
}
export interface AnyProperty {
  readonly name: string
  readonly type: string
  readonly emits: string
  readonly get: (call: BusCall<unknown>) => MaybePromise<unknown>
  readonly set?: (call: BusCall<unknown>, value: unknown) => MaybePromise<unknown>
  readonly changesWith: readonly string[]
}

/** An interface as dispatch and introspection use it. */
export interface BusInterface {
  readonly name: string
  readonly methods: ReadonlyMap<string, AnyMethod>
  readonly properties: ReadonlyMap<string, AnyProperty>
  /** Its `<interface>` element. */
  readonly xml: string
}

/**
 * Joins handlers with their signatures and forgets their types. Sound because dispatch hands a handler only values that
 * were read by the signature its type was generated from, on an object whose path led to this interface.
 */
export function defineInterface<I extends InterfaceName, Self>(
  name: I,
  methods: Methods<I, Self>,
  properties: Properties<I, Self>,
): BusInterface {
  const signatures: {
    methods: Record<string, { in: string; out: string }>
    properties: Record<string, PropertyFacts>
  } = busInterfaces[name]
  const handlers = methods as unknown as Record<string, AnyMethod['run']>
  const accessors = properties as unknown as Record<string, Omit<AnyProperty, 'changesWith'> & Partial<AnyProperty>>
  return {
    name,
    xml: introspection[name],
    methods: new Map(
      Object.entries(signatures.methods).map(([member, signature]) => {
        const run = handlers[member]
        if (!run) throw new TypeError(`${name}.${member} has no handler`)
        return [member, { ...signature, run }]
      }),
    ),
    properties: new Map(
      Object.entries(signatures.properties).map(([member, { type, emits }]) => {
        const accessor = accessors[member]
        if (!accessor) throw new TypeError(`${name}.${member} has no getter`)
        return [member, { changesWith: [], ...accessor, name: member, type, emits }]
      }),
    ),
  }
}

interface PropertyFacts {
  readonly type: string
  readonly writable: boolean
  readonly emits: string
}
