import { domainShutoffReason, domainState } from '../../api/enums/domain.js'
import type { AccessDetails, Found } from '../../api/Driver.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import type { References } from '../../api/schema.js'
import type { Domain } from '../../model/domain/Domain.js'
import { MomentTree } from '../MomentTree.js'
import type { BlockJob } from './domains/BlockJob.js'
import type { TestCheckpoint } from './moments/TestCheckpoint.js'
import type { TestSnapshot } from './moments/TestSnapshot.js'

/** virDomainState with one of its reasons. */
export interface TestState {
  readonly state: number
  readonly reason: number
}
export const shutoff = (reason: number): TestState => ({ state: domainState.SHUTOFF, reason })

/** What a pretended guest has for as long as it runs. */
export interface TestRun {
  /** CPUs that its own system has switched off. */
  readonly offlineCpus: Set<number>
  /** Jobs on its disks, by target. */
  readonly blockJobs: Map<string, BlockJob>
}

/** A pretended guest: everything but the machine. */
export class TestDomain implements Found<'domain'> {
  readonly kind = 'domain'
  /** What it runs by, while it runs. */
  live: Domain | undefined
  /** What it starts by; undefined for a transient domain. */
  config: Domain | undefined
  status: TestState = shutoff(domainShutoffReason.UNKNOWN)
  autostart = false
  /** What the next start goes on with. */
  managedSave: { readonly definition: Domain; readonly paused: boolean } | undefined
  updated = false
  /** Starts with the host, this once. */
  autostartOnce = false
  #run: TestRun | undefined
  #diskSizes: Map<string, bigint> | undefined
  readonly snapshots = new MomentTree<TestSnapshot>()
  readonly checkpoints = new MomentTree<TestCheckpoint>()

  constructor(
    public name: string,
    readonly uuid: string,
  ) {}

  get reference(): References['domain'] {
    return { name: this.name, uuid: this.uuid, id: this.live?.id ?? -1 }
  }

  get details(): AccessDetails {
    return { domain_name: this.name, domain_uuid: this.uuid }
  }

  get active(): boolean {
    return this.live !== undefined
  }

  /** What belongs to this run; made when it is asked for, since few guests of many need it. */
  get run(): TestRun {
    return (this.#run ??= { offlineCpus: new Set(), blockJobs: new Map() })
  }

  /** Bytes of the disks that were resized, by target. */
  get diskSizes(): Map<string, bigint> {
    return (this.#diskSizes ??= new Map())
  }

  /** Forgets what belongs to a run, at its end. */
  endRun(): void {
    for (const job of this.#run?.blockJobs.values() ?? []) job.endNow()
    this.#run = undefined
  }

  /** What it runs by, or would run by. */
  get definition(): Domain {
    const definition = this.live ?? this.config
    if (!definition) throw new TypeError(`domain '${this.name}' neither runs nor has a definition`)
    return definition
  }

  /** @throws LibvirtError OPERATION_INVALID when it does not run */
  running(): Domain {
    if (!this.live) throw new LibvirtError('OPERATION_INVALID', 'domain is not running')
    return this.live
  }

  /** @throws LibvirtError OPERATION_INVALID for a transient domain */
  persistent(): Domain {
    if (!this.config) {
      throw new LibvirtError('OPERATION_INVALID', 'transient domains do not have any persistent config')
    }
    return this.config
  }
}
