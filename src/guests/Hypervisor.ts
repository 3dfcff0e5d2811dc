// What starting and stopping guests needs of whoever runs them.
import type { GuestPlan } from '../model/lifecycle/GuestPlan.js'

/** A guest and its buttons. Each fails with the reason the daemon gave. */
export interface Guest {
  readonly name: string
  readonly uuid: string
  readonly persistent: boolean
  readonly plan: GuestPlan
  isActive(): Promise<boolean>
  start(): Promise<void>
  /** Presses the power button; what the guest does about it is its own affair. */
  shutDown(): Promise<void>
  /** Saves it to disk; resolves when it is off. @throws NotSupported where it cannot be */
  save(): Promise<void>
  destroy(): Promise<void>
  /** Whether somebody has stopped its CPUs. */
  isPaused(): Promise<boolean>
  pause(): Promise<void>
  resume(): Promise<void>
  /** Sets its clock by the host's. */
  syncTime(): Promise<void>
  hasAgent(): Promise<boolean>
  hasAddress(): Promise<boolean>
}

export interface Hypervisor {
  /** As in the settings. */
  readonly uri: string
  /** Guests that are not off. */
  running(): Promise<Guest[]>
  /** Undefined when it has no such guest. */
  find(uuid: string): Promise<Guest | undefined>
  /** Calls back with the UUID of each guest that goes off from now on. */
  onEnd(listener: (uuid: string) => void): void
}

/** Something that a driver cannot do at all, so that trying again is in vain. */
export class NotSupported extends Error {
  override readonly name = 'NotSupported'
}
