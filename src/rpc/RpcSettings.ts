import type { Driver, MaybePromise } from '../api/Driver.js'
import type { Caller, Identity } from '../api/Caller.js'
import type { Authority } from '../access/Authority.js'
import type { Guard } from '../access/Guard.js'
import type { Peer } from './client/RemoteConnection.js'
import type { KeepaliveSettings } from './Keepalive.js'
import type { Service } from './Service.js'

/** Which driver serves which family of calls on one opened connection (`route` in the call table). */
export type Routes = Partial<
  Record<'hypervisor' | 'network' | 'storage' | 'nodedev' | 'interface' | 'secret' | 'nwfilter', Driver>
>

/** How callers on a socket prove themselves: not at all, by polkit before anything else, or by polkit call by call. */
export type SocketAuth = 'none' | 'polkit' | 'perCall' | 'sasl'

/** `sasl_allowed_username_list` and `tcp_min_ssf`. */
export interface SaslSettings {
  /** Patterns of users who are let in; undefined for all whom SASL knows. */
  readonly allowed: readonly string[] | undefined
  /** Least strength in bits of SASL's own layer on plain TCP. */
  readonly tcpStrength: number
}

/** What every connection of a server shares. */
export interface RpcSettings {
  readonly service: Service
  readonly guard: Guard
  readonly authority: Authority
  /** The owner of a session instance: never asked about. */
  trusts(identity: Identity): boolean
  /**
   * Callers that come by the network or proved themselves with SASL are let do everything, as in libvirt. Not so with
   * `access_drivers = [ "polkit" ]`, where polkit must agree and cannot.
   */
  readonly trustsNetwork: boolean
  /**
   * Drivers for a URI; an empty one asks for the default.
   * @throws LibvirtError NO_CONNECT when no driver takes it
   */
  open(uri: string, peer: Peer & { close(): void; driverLost(): void }): MaybePromise<Routes>
  readonly sasl: SaslSettings
  readonly keepalive: KeepaliveSettings
  /** Calls of one client in progress plus replies not yet taken, at most. */
  readonly maxClientRequests: number
  /** Told of failures that are bugs; answers the reference that finds the record in the journal. */
  reportBug(error: unknown, call: string, caller: Caller): string
}

/** What a listening socket decides about its clients. */
export interface ClientOrigin {
  readonly identity: Identity
  readonly transport: 'unix' | 'tcp' | 'tls'
  readonly readOnly: boolean
  readonly auth: SocketAuth
  /** Where a network client is, as `address:port`. */
  readonly address?: string
  /** Bits of TLS's layer, for SASL inside it. */
  readonly strength?: number
}
