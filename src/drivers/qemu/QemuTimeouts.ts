import type { Millis } from '../../host/Clock.js'

/** How long things may take. Tests pass shorter ones. */
export interface QemuTimeouts {
  /** For the turn on a domain that somebody else is changing. */
  readonly job: Millis
  /** For an answer of a running QEMU. */
  readonly monitor: Millis
  /** For the first answer of a QEMU that starts; large guests on slow storage take long. */
  readonly start: Millis
  /** For the guests that run when the driver comes up; those that do not answer by then are waited for in the background. */
  readonly reattach: Millis
  /** Until a QEMU that did not answer is asked once more. */
  readonly retry: Millis
  /** From the polite signal to the other one, when a guest is destroyed. */
  readonly terminate: Millis
  /** For an answer of a guest's agent. */
  readonly agent: Millis
  /** For a guest to let go of a device. */
  readonly unplug: Millis
  /** From SIGKILL to giving up: a process that waits for dead storage cannot be ended. */
  readonly kill: Millis
}

/** libvirt's own: 30 s for jobs and the first answer, 10 s for a SIGTERM, 5 for a SIGKILL, for a device to go and for an agent. */
export const usualTimeouts: QemuTimeouts = {
  job: 30_000,
  monitor: 30_000,
  start: 30_000,
  reattach: 1_000,
  retry: 5_000,
  terminate: 10_000,
  kill: 5_000,
  unplug: 5_000,
  agent: 5_000,
}
