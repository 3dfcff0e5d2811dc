// Owns the host side of a character device: what serial ports, consoles, channels, smartcards, redirected USB and random
// number generators are connected to.
import type { SourceSeclabel } from './sourceSeclabel.js'

/** Reconnection of a client to its server. */
export interface Reconnect {
  enabled?: boolean | undefined
  /** Seconds between two tries. */
  timeout?: number | undefined
}

export interface PathSource {
  type: 'pty' | 'dev' | 'file' | 'pipe'
  path?: string | undefined
  append?: boolean | undefined
}
export interface TcpSource {
  type: 'tcp'
  listen: boolean
  host: string
  service: string
  protocol: 'raw' | 'telnet'
  tls?: boolean | undefined
  /** The wish for TLS comes from qemu.conf, and not from the definition. */
  tlsFromConfig?: boolean | undefined
  reconnect?: Reconnect | undefined
}
export interface UdpSource {
  type: 'udp'
  connectHost?: string | undefined
  connectService?: string | undefined
  bindHost?: string | undefined
  bindService?: string | undefined
}
export interface UnixSource {
  type: 'unix'
  path?: string | undefined
  listen: boolean
  reconnect?: Reconnect | undefined
}
export interface NmdmSource {
  type: 'nmdm'
  master: string
  slave: string
}
export interface SpiceportSource {
  type: 'spiceport'
  channel: string
}
export interface DbusSource {
  type: 'dbus'
  channel: string
}
export interface VdagentSource {
  type: 'qemu-vdagent'
  clipboard?: boolean | undefined
  mouse?: 'server' | 'client' | undefined
}
export interface PlainSource {
  type: 'null' | 'vc' | 'stdio' | 'spicevmc'
}

interface Common {
  seclabels?: SourceSeclabel[] | undefined
  /** A copy of the output. */
  log?: { file: string; append?: boolean | undefined } | undefined
}

/** virDomainChrSourceDef. */
export type CharSource = (
  | PathSource
  | TcpSource
  | UdpSource
  | UnixSource
  | NmdmSource
  | SpiceportSource
  | DbusSource
  | VdagentSource
  | PlainSource
) &
  Common

export const charSourceTypes = [
  'null',
  'vc',
  'pty',
  'dev',
  'file',
  'pipe',
  'stdio',
  'udp',
  'tcp',
  'unix',
  'spicevmc',
  'spiceport',
  'nmdm',
  'qemu-vdagent',
  'dbus',
] as const
export type CharSourceType = (typeof charSourceTypes)[number]

/** Whether QEMU, as a client of that source, may try again. */
export function isCharServer(source: CharSource): boolean {
  return (source.type === 'tcp' || source.type === 'unix') && source.listen
}
