// How values of D-Bus types look in TypeScript: y n q i u h d are numbers (h an index into the message's descriptors),
// x t bigints, b booleans, s o g strings, ay a Uint8Array, other arrays arrays, structs tuples, dictionaries entries.

/** A dictionary as it travels: in order, and a repeated key stays repeated. */
export type Entries<K, V> = readonly (readonly [K, V])[]

/** A value with its type. */
export class Variant {
  constructor(
    /** One complete type. */
    readonly signature: string,
    readonly value: unknown,
  ) {}
}

/**
 * An array that is written already: a long one need not be held as values, which would outlive the collector's first look.
 * Only of elements that begin at multiples of eight bytes, as structures and dictionary entries do, counted from the first.
 */
export class EncodedElements {
  constructor(readonly bytes: Uint8Array) {}
}

/** Bytes or values that D-Bus does not allow. Incoming: the sender's fault; outgoing: a bug. */
export class WireError extends Error {
  override readonly name = 'WireError'
}

/** Most bytes of an array (specification, "Marshaling"). */
export const arrayMax = 64 * 1024 * 1024
/** Most bytes of a whole message. */
export const messageMax = 128 * 1024 * 1024
/** Most containers within each other, arrays and structs counted together, through variants as well. */
export const depthMax = 64
