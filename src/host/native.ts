// The only importer of the add-on (native/*.cc): its functions with types, loaded at the first call. Failures are
// Node's own kind of error, with `code`, `errno` and `syscall`. Descriptors are plain numbers; whoever gets one closes it.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** Who connected to a UNIX socket, as the kernel noted it at connect time. `pid` is 0 for a process out of our sight. */
export interface PeerCredentials {
  readonly pid: number
  readonly uid: number
  readonly gid: number
}

/** One message taken from a socket. */
export interface ReceivedMessage {
  /** Bytes written into the buffer; 0 on a stream means the other side has ended. */
  readonly bytes: number
  /** Descriptors that came along, close-on-exec. */
  readonly fds: readonly number[]
  /** Part of the message, or descriptors, were lost: close the connection. */
  readonly truncated: boolean
}

/** What a Watch reports, as bits. */
export const watchFor = { readable: 1, writable: 2, hangUp: 4 } as const

/** Calls back from the event loop for as long as a descriptor is ready for what `set` asked. */
export interface Watch {
  /** @param events sum of `watchFor` bits; 0 pauses */
  set(events: number): void
  /** Whether the watch keeps the process alive; it does to begin with. */
  hold(keepsAlive: boolean): void
  /** Ends the watch, which must happen before the descriptor is closed. The descriptor itself stays open. */
  close(): void
}

/** What KVM says of this host. What it does not tell is left out. */
export interface KvmFacts {
  /** Most vCPUs of one guest. */
  readonly mostVcpus?: number
  /** Frequency of the time stamp counter, kHz. */
  readonly tscKhz?: number
  /** Whether a guest's counter can have another frequency. */
  readonly tscScaling?: boolean
  /** Registers that tell of features, as far as they were asked for. */
  readonly msrs: readonly { readonly index: number; readonly eax: number; readonly edx: number }[]
}

/** One answer of a SASL mechanism; data that are absent are told from data that are empty. */
export interface SaslAnswer {
  readonly complete: boolean
  readonly data?: Buffer
}

/** The server's side of one client's SASL exchange, by the system's Cyrus SASL library. Every function throws what it says. */
export interface SaslServer {
  /** Names with commas between them. */
  mechanisms(): string
  start(mechanism: string, data: Uint8Array | undefined): SaslAnswer
  step(data: Uint8Array | undefined): SaslAnswer
  /** Who the client is, once complete. */
  user(): string
  /** Bits of the layer that was agreed on; 0 without one. */
  strength(): number
  encode(data: Uint8Array): Buffer
  decode(data: Uint8Array): Buffer
  close(): void
}
type SaslServerConstructor = new (
  service: string,
  leastStrength: number,
  mostStrength: number,
  outerStrength: number,
  plain: boolean,
  local: string | undefined,
  remote: string | undefined,
) => SaslServer

interface Addon {
  sendMessage(fd: number, data: Uint8Array, fds: readonly number[], path?: string): number
  receiveMessage(fd: number, into: Uint8Array): ReceivedMessage | undefined
  datagramSocket(path?: string): number
  connectUnix(path: string): number
  listenUnix(path: string, backlog: number): number
  listenInet(address: string | undefined, service: string, backlog: number): readonly number[]
  acceptConnection(fd: number): number | undefined
  socketPair(): readonly [number, number]
  netlinkSocket(protocol: number, groups: number): number
  openTap(name: string, flags: number): { readonly fd: number; readonly name: string }
  peerCredentials(fd: number): PeerCredentials
  peerPidfd(fd: number): number | undefined
  peerSecurity(fd: number): string | undefined
  openPidfd(pid: number): number
  signalPidfd(pidfd: number, signal: number): boolean
  lockRange(fd: number, exclusive: boolean, start: number, length: number): boolean
  setCloseOnExec(fd: number, on: boolean): void
  setBlocking(fd: number, on: boolean): void
  deviceControl(fd: number, request: number, argument: Uint8Array): void
  sealedMemory(name: string, data: Uint8Array): number
  replaceFile(path: string, data: Uint8Array, mode: number, uid: number, gid: number): Promise<void>
  askKvm(msrs: readonly number[]): Promise<KvmFacts | undefined>
  setAffinity(thread: number, cpus: readonly number[]): void
  setScheduler(thread: number, policy: number, priority: number): void
  openCounter(thread: number, type: number, config: number): number
  saslObstacle(): string | undefined
  readonly SaslServer: SaslServerConstructor
  readonly Watch: new (fd: number, callback: (events: number, error: Error | undefined) => void) => Watch
}

let loaded: Addon | undefined

/** From build/bin and /usr/lib/virtbus/bin it is one folder up, from build/src/host two. */
function load(): Addon {
  for (const place of ['../native/virtbus.node', '../../native/virtbus.node']) {
    const file = fileURLToPath(new URL(place, import.meta.url))
    if (!existsSync(file)) continue
    const addon: Addon = createRequire(import.meta.url)(file)
    return addon
  }
  throw new Error('native/virtbus.node is missing; build it with: node tools/buildNative.mjs')
}

function addon(): Addon {
  loaded ??= load()
  return loaded
}

/**
 * Sends bytes, and descriptors with the first of them, without waiting.
 * @param path for datagram sockets: where to; a leading '@' means the abstract namespace
 * @returns bytes taken, or -1 when the receiver's queue is full
 */
export function sendMessage(fd: number, data: Uint8Array, fds: readonly number[] = [], path?: string): number {
  return path === undefined ? addon().sendMessage(fd, data, fds) : addon().sendMessage(fd, data, fds, path)
}

/** Takes one message without waiting; undefined when there is none. */
export function receiveMessage(fd: number, into: Uint8Array): ReceivedMessage | undefined {
  return addon().receiveMessage(fd, into)
}

/** A UNIX datagram socket for `sendMessage` with a path; bound to a path of its own it receives as well. */
export function datagramSocket(path?: string): number {
  return path === undefined ? addon().datagramSocket() : addon().datagramSocket(path)
}

/** Connects to a UNIX stream socket; throws EAGAIN when its backlog is full. */
export function connectUnix(path: string): number {
  return addon().connectUnix(path)
}

/** Binds and listens on a UNIX stream socket, with the mode the umask leaves; throws EADDRINUSE when the file exists. */
export function listenUnix(path: string, backlog: number): number {
  return addon().listenUnix(path, backlog)
}

/**
 * Binds and listens on TCP: a socket for every address that the name has, or for all of the host's. Asks the resolver and waits
 * for it: meant for the start.
 * @param address name or number, undefined for all; @param service port or name of a service
 */
export function listenInet(address: string | undefined, service: string, backlog: number): readonly number[] {
  return addon().listenInet(address, service, backlog)
}

/** Takes one waiting connection of a non-blocking listening socket; undefined when there is none. */
export function acceptConnection(fd: number): number | undefined {
  return addon().acceptConnection(fd)
}

/** Two connected UNIX stream sockets. */
export function socketPair(): readonly [number, number] {
  return addon().socketPair()
}

/** @param protocol 0 NETLINK_ROUTE, 15 NETLINK_KOBJECT_UEVENT; @param groups multicast groups as a bit mask */
export function netlinkSocket(protocol: number, groups: number): number {
  return addon().netlinkSocket(protocol, groups)
}

/** Opens or makes a tap link. @param name a name or a pattern such as `vnet%d`; @param flags IFF_ bits of linux/if_tun.h */
export function openTap(name: string, flags: number): { readonly fd: number; readonly name: string } {
  return addon().openTap(name, flags)
}

/** SO_PEERCRED. */
export function peerCredentials(fd: number): PeerCredentials {
  return addon().peerCredentials(fd)
}

/** SO_PEERPIDFD: a pidfd that cannot be confused by a reused pid; undefined before Linux 6.5 and when the peer is gone. */
export function peerPidfd(fd: number): number | undefined {
  return addon().peerPidfd(fd)
}

/** SO_PEERSEC: the peer's security label, undefined without a security module. */
export function peerSecurity(fd: number): string | undefined {
  return addon().peerSecurity(fd)
}

/** pidfd_open; throws ESRCH when there is no such process. */
export function openPidfd(pid: number): number {
  return addon().openPidfd(pid)
}

/** pidfd_send_signal. @param signal number, 0 only asks; @returns whether the process was still there */
export function signalPidfd(pidfd: number, signal: number): boolean {
  return addon().signalPidfd(pidfd, signal)
}

/**
 * Locks bytes of an open file without waiting. The lock is the open file's (F_OFD_SETLK), collides with libvirt's own
 * fcntl locks, and goes when the descriptor and its copies are closed. @returns false when someone else holds it
 */
export function lockRange(fd: number, exclusive: boolean, start: number, length: number): boolean {
  return addon().lockRange(fd, exclusive, start, length)
}

/** Sets or clears FD_CLOEXEC. */
export function setCloseOnExec(fd: number, on: boolean): void {
  addon().setCloseOnExec(fd, on)
}

/** Sets or clears O_NONBLOCK, for everybody who shares the descriptor's file. @param on reads, writes and accepts wait */
export function setBlocking(fd: number, on: boolean): void {
  addon().setBlocking(fd, on)
}

/** ioctl(2). @param argument in the kernel's layout; what the kernel answers replaces it */
export function deviceControl(fd: number, request: number, argument: Uint8Array): void {
  addon().deviceControl(fd, request, argument)
}

/** A sealed file in memory holding `data`. */
export function sealedMemory(name: string, data: Uint8Array): number {
  return addon().sealedMemory(name, data)
}

/** Why SASL cannot be used on this host; undefined when it can. */
export function saslObstacle(): string | undefined {
  return addon().saslObstacle()
}

/**
 * Begins an exchange.
 * @param options strengths in bits: of the layer that SASL itself must and may bring, and of one outside, TLS's; `plain` admits
 *   mechanisms that show the password; addresses as `a.b.c.d;port`
 */
export function saslServer(options: {
  readonly service: string
  readonly least: number
  readonly most: number
  readonly outer: number
  readonly plain: boolean
  readonly local?: string
  readonly remote?: string
}): SaslServer {
  const { service, least, most, outer, plain, local, remote } = options
  return new (addon().SaslServer)(service, least, most, outer, plain, local, remote)
}

/** A watch on a descriptor that no libuv stream is watching; makes the descriptor non-blocking. Starts paused. */
export function watch(fd: number, callback: (events: number, error: Error | undefined) => void): Watch {
  return new (addon().Watch)(fd, callback)
}

/**
 * Waits for the process behind a pidfd to end, whoever its parent is.
 * @throws the signal's reason when aborted; the pidfd stays the caller's to close, after this has settled
 */
export function processEnd(pidfd: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const settle = (finish: () => void): void => {
      signal?.removeEventListener('abort', abort)
      end.close()
      finish()
    }
    const abort = (): void => settle(() => reject(signal?.reason))
    const end = watch(pidfd, (_events, error) => settle(() => (error ? reject(error) : resolve())))
    signal?.addEventListener('abort', abort)
    end.set(watchFor.readable)
  })
}

/**
 * Replaces a file as a whole and durably: `PATH.new` is written, synced and renamed, then the folder is synced. On failure
 * `syscall` says at which step, and the old file is still there, unless only the last sync failed.
 * @param uid owner, -1 to leave it
 */
export function replaceFile(path: string, data: Uint8Array, mode: number, uid: number, gid: number): Promise<void> {
  return addon().replaceFile(path, data, mode, uid, gid)
}

/** Asks KVM about this host. @param msrs registers to read @returns undefined where KVM is missing or not ours to use */
export function askKvm(msrs: readonly number[]): Promise<KvmFacts | undefined> {
  return addon().askKvm(msrs)
}

/** sched_setaffinity: the CPUs a thread may run on; throws EINVAL when none of them is there. */
export function setAffinity(thread: number, cpus: readonly number[]): void {
  addon().setAffinity(thread, cpus)
}

/** sched_setscheduler. @param policy SCHED_ number of linux/sched.h */
export function setScheduler(thread: number, policy: number, priority: number): void {
  addon().setScheduler(thread, policy, priority)
}

/** perf_event_open: a counter of a thread and those it will start, which runs. Eight bytes can be read from it. */
export function openCounter(thread: number, type: number, config: number): number {
  return addon().openCounter(thread, type, config)
}
