// The types of arguments and results, as data. The RPC door compiles them to XDR; TypeScript reads value types off them.
// Facts: libvirt's remote_protocol.x. A reference to an object stands for the object itself behind the door.

export interface ScalarSchema<T> {
  readonly kind:
    | 'char'
    | 'short'
    | 'int'
    | 'uint'
    | 'hyper'
    | 'uhyper'
    | 'double'
    | 'uuid'
    | 'typedParameter'
    | 'chars'
    | 'charBytes'
  /** Never set: carries the value's type. */
  readonly value?: T
  /** Bytes of a fixed character array. */
  readonly length?: number
  /** Most characters of a variable character array. */
  readonly max?: number
}
export interface StringSchema {
  readonly kind: 'string'
  /** Most bytes in UTF-8. */
  readonly max: number
}
export interface OpaqueSchema {
  readonly kind: 'opaque'
  /** Most bytes. */
  readonly max: number
}
export interface OptionalSchema<S> {
  readonly kind: 'optional'
  readonly item: S
}
export interface ListSchema<S> {
  readonly kind: 'list'
  readonly item: S
  /** Most elements. */
  readonly max: number
}
export interface StructSchema<F extends Fields> {
  readonly kind: 'struct'
  readonly fields: F
}
/** An object of a driver; `byName` ones travel as a bare name instead of the full reference. */
export interface ReferenceSchema<K extends ObjectKind> {
  readonly kind: 'reference'
  readonly of: K
  readonly byName?: true
}
export type Schema =
  | ScalarSchema<unknown>
  | StringSchema
  | OpaqueSchema
  | OptionalSchema<Schema>
  | ListSchema<Schema>
  | StructSchema<Fields>
  | ReferenceSchema<ObjectKind>
/** Named fields in wire order. */
export type Fields = { readonly [name: string]: Schema }

/** What a client says to name an object. Only the part that identifies it is trusted, see each comment. */
export interface References {
  /** Found by UUID; `id` is the running id or -1. */
  domain: { name: string; uuid: string; id: number }
  /** Found by UUID. */
  network: { name: string; uuid: string }
  networkPort: { net: { name: string; uuid: string }; uuid: string }
  /** Found by UUID. */
  nwfilter: { name: string; uuid: string }
  /** Found by port device. */
  nwfilterBinding: { portdev: string; filtername: string }
  /** Found by name. */
  interface: { name: string; mac: string }
  /** Found by UUID. */
  storagePool: { name: string; uuid: string }
  /** Found by pool and name. */
  storageVol: { pool: string; name: string; key: string }
  /** Found by name. */
  nodeDevice: { name: string }
  /** Found by UUID. */
  secret: { uuid: string; usageType: number; usageID: string }
  domainSnapshot: { name: string; dom: References['domain'] }
  domainCheckpoint: { name: string; dom: References['domain'] }
}
export type ObjectKind = keyof References

/** One typed parameter (virTypedParameter); 64-bit values are bigint. */
export type TypedParameter =
  | { field: string; type: 'int' | 'uint' | 'double'; value: number }
  | { field: string; type: 'llong' | 'ullong'; value: bigint }
  | { field: string; type: 'boolean'; value: boolean }
  | { field: string; type: 'string'; value: string }

/** The TypeScript value of a schema when references are given as `O` names them. */
export type Resolved<S, O extends { [K in ObjectKind]: unknown }> =
  S extends ReferenceSchema<infer K>
    ? O[K]
    : S extends OptionalSchema<infer I>
      ? Resolved<I, O> | undefined
      : S extends ListSchema<infer I>
        ? Resolved<I, O>[]
        : S extends StructSchema<infer F>
          ? ResolvedFields<F, O>
          : S extends StringSchema
            ? string
            : S extends OpaqueSchema
              ? Uint8Array
              : S extends ScalarSchema<infer T>
                ? T
                : never
export type ResolvedFields<F extends Fields, O extends { [K in ObjectKind]: unknown }> = string extends keyof F
  ? Record<string, unknown> // a row that is only known at run time
  : { [N in keyof F]: Resolved<F[N], O> }

/** Values as they travel: objects are plain references. */
export type WireValues<F extends Fields> = ResolvedFields<F, References>

export const char: ScalarSchema<number> = { kind: 'char' }
export const short: ScalarSchema<number> = { kind: 'short' }
export const int: ScalarSchema<number> = { kind: 'int' }
export const uint: ScalarSchema<number> = { kind: 'uint' }
export const hyper: ScalarSchema<bigint> = { kind: 'hyper' }
export const uhyper: ScalarSchema<bigint> = { kind: 'uhyper' }
export const double: ScalarSchema<number> = { kind: 'double' }
/** Canonical lower case text form; 16 raw bytes on the wire. */
export const uuid: ScalarSchema<string> = { kind: 'uuid' }
export const typedParameter: ScalarSchema<TypedParameter> = { kind: 'typedParameter' }
/** Text in an array of characters, each of which takes four bytes on the wire; fixed arrays are filled with NUL. */
export const fixedChars = (length: number): ScalarSchema<string> => ({ kind: 'chars', length })
/** Text in a counted array of characters; the count includes a trailing NUL. */
export const chars = (max: number): ScalarSchema<string> => ({ kind: 'chars', max })
/** Bytes in a counted array of characters. */
export const charBytes = (max: number): ScalarSchema<Uint8Array> => ({ kind: 'charBytes', max })
/** Longest string the protocol allows, in bytes (REMOTE_STRING_MAX). */
export const stringMax = 4194304
export const string: StringSchema = { kind: 'string', max: stringMax }
export const opaque = (max: number): OpaqueSchema => ({ kind: 'opaque', max })
export const optional = <S extends Schema>(item: S): OptionalSchema<S> => ({ kind: 'optional', item })
export const list = <S extends Schema>(item: S, max: number): ListSchema<S> => ({ kind: 'list', item, max })
export const struct = <const F extends Fields>(fields: F): StructSchema<F> => ({ kind: 'struct', fields })
const reference = <K extends ObjectKind>(of: K): ReferenceSchema<K> => ({ kind: 'reference', of })

export const domain = reference('domain')
export const network = reference('network')
export const networkPort = reference('networkPort')
export const nwfilter = reference('nwfilter')
export const nwfilterBinding = reference('nwfilterBinding')
export const iface = reference('interface')
export const storagePool = reference('storagePool')
export const storageVol = reference('storageVol')
export const nodeDevice = reference('nodeDevice')
/** Node device calls carry the name alone. */
export const nodeDeviceName: ReferenceSchema<'nodeDevice'> = { kind: 'reference', of: 'nodeDevice', byName: true }
export const secret = reference('secret')
export const domainSnapshot = reference('domainSnapshot')
export const domainCheckpoint = reference('domainCheckpoint')
