// A running QEMU: what exists from the moment the process was started until it has ended.
import type { domainPausedReason, domainShutoffReason } from '../../../api/enums/domain.js'
import type { Millis } from '../../../host/Clock.js'
import { Counters } from '../../../host/Counters.js'
import type { RunningProcess } from '../../../host/RunningProcess.js'
import type { FileOwner } from '../../../host/FileOwner.js'
import { GuestAgent } from '../agent/GuestAgent.js'
import type { AsyncJob, JobReport } from './AsyncJob.js'
import type { BlockJob } from '../blockjobs/BlockJob.js'
import { DeletedDevices } from '../hotplug/DeletedDevices.js'
import type { QmpMonitor } from '../monitor/QmpMonitor.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { Saving } from '../state/ownRecord.js'

/** Why a guest is about to end, once that is known; without it an end is a crash that nobody wanted. */
export type Ending = Exclude<keyof typeof domainShutoffReason, 'UNKNOWN' | 'DAEMON'>

/** A read or a write that failed. */
export interface IoError {
  /** Milliseconds since 1970. */
  readonly time: Millis
  /** QEMU's words. */
  readonly message: string
}

/** Where a guest's own files are. */
export interface GuestPlaces {
  /** Private folder, gone with the guest. */
  readonly folder: string
  /** Socket of QEMU's monitor. */
  readonly monitor: string
}

export class Guest {
  /** Absent until QEMU has answered for the first time, and after a restart of the daemon until it answers again. */
  monitor: QmpMonitor | undefined
  ending: Ending | undefined
  /** What the next STOP event means. */
  pauseReason: keyof typeof domainPausedReason = 'UNKNOWN'
  /** The guest is being shut down in order to boot again in the same QEMU. */
  rebooting = false
  /** When the machine was last reset, on the monotonic clock. */
  lastReset: Millis = Number.NEGATIVE_INFINITY
  /** Threads of the virtual CPUs, by number. */
  vcpuThreads: ReadonlyMap<number, number> = new Map()
  /** Features of its QEMU, by libvirt's names, for whoever takes the guest over. */
  flags: readonly string[] = []
  /** Whom files belonged to before they were given to QEMU's user. */
  owners: readonly FileOwner[] = []
  readonly agent = new GuestAgent()
  /** The last failure of each image, by its node. */
  readonly ioErrors = new Map<string, IoError>()
  /** Jobs on its disks, by the disk's target. */
  readonly blockJobs = new Map<string, BlockJob>()
  /** What is under way, when it takes long. */
  asyncJob: AsyncJob | undefined
  /** Why the last dump of its memory failed, in QEMU's words. */
  dumpFailure: string | undefined
  /** How the last one ended. */
  lastJob: JobReport | undefined
  /** What the kernel counts of it. */
  readonly counters = new Counters()
  /** Devices that are asked to go. */
  readonly deleted = new DeletedDevices()
  saving: Saving | undefined
  /** Unit that holds the process. */
  scope: string | undefined
  /** Resolves when the end has been dealt with and the domain is off. */
  readonly gone: Promise<void>
  readonly markGone: () => void

  constructor(
    readonly id: number,
    /** The definition it runs by, with everything that was chosen at the start. */
    readonly definition: Domain,
    readonly process: RunningProcess,
    readonly places: GuestPlaces,
  ) {
    let markGone = () => {}
    this.gone = new Promise(resolve => (markGone = resolve))
    this.markGone = markGone
  }
}
