// Owns what an attribute of a rule can hold.
import type { IpAddress } from '../network/IpAddress.js'
import type { VariableAccess } from './FilterVariable.js'

export const connectionStates = ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'NONE'] as const
export type ConnectionState = (typeof connectionStates)[number]

export type RuleValue =
  | { readonly kind: 'variable'; readonly access: VariableAccess }
  /** `hex` as it was written. */
  | { readonly kind: 'number'; readonly value: number; readonly hex: boolean }
  | { readonly kind: 'mac'; readonly mac: string }
  | { readonly kind: 'ip'; readonly address: IpAddress }
  /** Netmask as a number of bits. */
  | { readonly kind: 'prefix'; readonly bits: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'states'; readonly states: readonly ConnectionState[] }
  /** Bits of the TCP header that are looked at, and those of them that have to be set. */
  | { readonly kind: 'tcpFlags'; readonly mask: number; readonly flags: number }
  | { readonly kind: 'ipset'; readonly name: string }
  | { readonly kind: 'ipsetFlags'; readonly flags: readonly ('src' | 'dst')[] }
