// One row of the call table: everything that is to be said about a call, once.
import type { Permission } from './permissions.js'
import type { Answer, CallTypes } from './Driver.js'
import type { Fields, WireValues } from './schema.js'

/** A permission a call demands, perhaps only for some flags or argument values. */
export interface Rule {
  readonly permission: Permission
  /** Demanded only when all of these bits are set in `flags`. */
  readonly ifAllFlags?: number
  /** Demanded only when none of these bits is set in `flags`. */
  readonly unlessAnyFlag?: number
  /** Demanded only when this argument has (or, negated, has not) this value. */
  readonly ifArgument?: { readonly name: string; readonly value: number; readonly negated?: boolean }
}

/** Drivers whose flag masks the table knows. */
export type DriverKey = 'qemu' | 'test' | 'network' | 'storage' | 'nodedev' | 'secret' | 'interface' | 'nwfilter'
export type Program = 'remote' | 'qemu' | 'lxc' | 'admin'

/** What a row may say beyond number, names and types. */
export interface CallFacts<A extends Fields, R extends Fields, On = Subject<A> | undefined> {
  /** Arguments in wire order. */
  readonly args?: A
  /** Results in wire order. */
  readonly ret?: R
  /** All of these must be granted, in this order. */
  readonly allow?: readonly (Permission | Rule)[]
  /**
   * Whom the permissions are asked about: the argument of that name, the object that comes back (`result`), or the one
   * that an argument describes (`new`). Without it the connection itself.
   */
  readonly on?: On
  /**
   * What `new` is lies in a file of the host, which is read before the question can be asked. What is wrong with the file is
   * told to those alone who may make the call.
   */
  readonly fromFile?: true
  /** Items of list results that lack this permission are left out silently. */
  readonly filter?: Permission
  /** Refused on a read-only connection, always or for some flags or argument value. */
  readonly writes?: true | { readonly ifAnyFlag: number } | { readonly ifArgument: { name: string; value: number } }
  /** High-priority calls are never stuck behind slow ones. */
  readonly priority?: 'high'
  /** Driver connection that serves the call in a modular daemon; `daemon` calls never reach a driver. */
  readonly route?: 'hypervisor' | 'network' | 'storage' | 'nodedev' | 'interface' | 'secret' | 'nwfilter' | 'daemon'
  /** Allowed before authentication. */
  readonly beforeAuth?: boolean
  /** Accepted bits of `flags`, per driver; any other bit is INVALID_ARG. */
  readonly flags?: { readonly [K in DriverKey]?: number }
  /** Pairs of flags that exclude each other, by name and value. */
  readonly exclusive?: readonly (readonly [FlagName, FlagName])[]
  /** The first flag demands the second. */
  readonly requires?: readonly (readonly [FlagName, FlagName])[]
  /** The call opens a stream; `sparse` is the flag that allows holes. */
  readonly stream?: { readonly direction: 'read' | 'write' | 'both'; readonly sparse?: number }
  /** `org.libvirt` members that stand for this call. */
  readonly bus?: readonly string[]
}
/** A flag with libvirt's full name, for messages. */
export type FlagName = readonly [name: string, value: number]

/** What a call's permissions can be asked about, see `on`. */
export type Subject<A extends Fields> = (keyof A & string) | 'result' | 'new'

export interface Call<
  Name extends string = string,
  A extends Fields = Fields,
  R extends Fields = Fields,
  On = Subject<A> | undefined,
> extends CallFacts<A, R, On> {
  /** Name of the driver verb and of the row. */
  readonly name: Name
  readonly program: Program
  /** Procedure number in the program. */
  readonly number: number
  /** Public API function, as error texts name it. */
  readonly api: string
  readonly args: A
  readonly ret: R
}

/** A row that knows its TypeScript types. */
export interface TypedCall<Name extends string, A extends Fields, R extends Fields, On>
  extends Call<Name, A, R, On>,
    CallTypes<WireValues<A>, Answer<R>> {}

type NoFields = Record<never, never>

function row(program: Program) {
  return <
    const N extends string,
    const A extends Fields = NoFields,
    const R extends Fields = NoFields,
    const On extends Subject<A> | undefined = undefined,
  >(
    name: N,
    number: number,
    api: string,
    facts: CallFacts<A, R, On> = {},
  ): TypedCall<N, A, R, On> => {
    // The casts give absent fields the empty shape that the type parameters default to.
    const args = facts.args ?? ({} as A)
    const ret = facts.ret ?? ({} as R)
    return { ...facts, name, program, number, api, args, ret }
  }
}

/** A row of the remote program (0x20008086). */
export const call = row('remote')
/** A row of the qemu program (0x20008087). */
export const qemuCall = row('qemu')
/** A row of the admin program (0x06900690). */
export const adminCall = row('admin')

/** ORs named members of an enumeration. */
export function bits<E extends Record<string, number>>(members: E, ...names: (keyof E & string)[]): number {
  return names.reduce((mask, name) => (mask | (members[name] ?? 0)) >>> 0, 0)
}
