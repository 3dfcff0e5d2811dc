import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { DescriptorSocket } from '../../host/DescriptorSocket.js'
import type { BusAddress } from './parseBusAddress.js'

/** A connected stream of bytes and descriptors. */
export interface Transport {
  /** `supportsUnixFd` is false once the bus has refused to carry descriptors. */
  readonly stream: Duplex & { supportsUnixFd?: boolean }
  /** Writes bytes; descriptors go with them and are closed once they are sent. */
  send(data: Uint8Array, descriptors: readonly number[]): void
  /** @throws RangeError when fewer have come */
  takeDescriptors(count: number): readonly number[]
}

/** Tries after a busy listener, and the pause between them in milliseconds. */
const busyRetries = 20
const busyPause = 50

/** Connects to the first address that answers. @throws the last address's error */
export async function openTransport(addresses: readonly BusAddress[]): Promise<Transport> {
  let failure: unknown
  for (const { path } of addresses) {
    try {
      const socket = await connectPatiently(path)
      return {
        stream: Object.assign(socket, { supportsUnixFd: true }),
        send: (data, descriptors) => void socket.send(data, descriptors),
        takeDescriptors: count => socket.takeDescriptors(count),
      }
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

/** A listener whose queue is full refuses a non-blocking connect: it is busy, not gone. */
async function connectPatiently(path: string): Promise<DescriptorSocket> {
  for (let tries = busyRetries; ; tries--) {
    try {
      return DescriptorSocket.connect(path)
    } catch (error) {
      if (tries === 0 || !(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
      await delay(busyPause)
    }
  }
}
