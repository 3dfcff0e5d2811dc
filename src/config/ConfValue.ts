// The values of libvirt's configuration files as they are written; what a key may hold is for its reader to say.

/** A value as written: a number with a leading `-` is a `long`, any other number a `ulong` (64 bits, below 2^63). */
export type ConfValue =
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'ulong'; readonly value: bigint }
  | { readonly type: 'long'; readonly value: bigint }
  | { readonly type: 'list'; readonly value: readonly ConfValue[] }

/** One statement of a file: an assignment with the comment behind it, or a comment of its own. Comments are without `#`. */
export type ConfEntry =
  | { readonly name: string; readonly value: ConfValue; readonly line: number; readonly comment?: string }
  | { readonly comment: string; readonly name?: undefined }
