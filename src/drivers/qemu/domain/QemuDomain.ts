import type { AccessDetails, Found } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { References } from '../../../api/schema.js'
import type { TwoDefinitions } from '../../domainSettings/impact.js'
import type { JobLock } from '../../JobLock.js'
import { MomentTree } from '../../MomentTree.js'
import type { QmpMonitor } from '../monitor/QmpMonitor.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { ActiveState, DomainState } from './DomainState.js'
import type { FdGroup } from '../guest/fdGroups.js'
import type { Guest } from './Guest.js'
import { type WrittenDefinition, writeDefinition } from './definitionText.js'
import type { QemuSnapshot } from '../snapshots/QemuSnapshot.js'
import { PersistentDefinition } from './PersistentDefinition.js'

/** Number of a domain that does not run. */
const noId = -1

/** A domain of the driver: its persistent definition, if it has one, and what it is doing. */
export class QemuDomain implements Found<'domain'> {
  readonly kind = 'domain'
  autostart = false
  /** Starts with the host the next time only. */
  autostartOnce = false
  /** An image of it lies ready, from which its next start was to go on. */
  managedSave = false
  /** Its persistent definition was changed while it ran. */
  updated = false
  state: DomainState = { is: 'shutoff', why: 'UNKNOWN' }
  /** What is being started, before there is a QEMU. */
  starting: Domain | undefined
  /** Ends of the writes of state to disk, in order; see moveDomain. */
  written: Promise<void> = Promise.resolve()

  /** The definition on disk; undefined for a domain that vanishes when it ends. */
  stored: PersistentDefinition | undefined

  /** Descriptors that clients have given it, by the names that its images ask for. */
  fdGroups: Map<string, FdGroup> | undefined
  #snapshots: MomentTree<QemuSnapshot> | undefined

  constructor(
    public name: string,
    readonly uuid: string,
    readonly jobs: JobLock,
    /** Reads a definition of this domain that was complete when it was stored. */
    private readonly parse: (text: string) => Domain,
  ) {}

  /** Few of thousands of domains have any. */
  get snapshots(): MomentTree<QemuSnapshot> {
    return (this.#snapshots ??= new MomentTree())
  }

  get snapshotCount(): number {
    return this.#snapshots?.size ?? 0
  }

  /** The definition on disk, parsed when it is asked for. */
  get persistent(): Domain | undefined {
    return this.stored?.domain
  }

  set persistent(definition: Domain | undefined) {
    this.stored = definition && PersistentDefinition.ofDomain(definition, writeDefinition(definition), this.parse)
  }

  /** Takes over a definition as it lies on disk. */
  keep(definition: Domain, written: WrittenDefinition): void {
    this.stored = PersistentDefinition.ofDomain(definition, written, this.parse)
  }

  /** Whether there is a definition on disk; asks no more than that. */
  get isPersistent(): boolean {
    return this.stored !== undefined
  }

  get reference(): References['domain'] {
    return { name: this.name, uuid: this.uuid, id: this.guest?.id ?? noId }
  }

  get details(): AccessDetails {
    return { domain_name: this.name, domain_uuid: this.uuid }
  }

  get guest(): Guest | undefined {
    return this.state.is === 'shutoff' ? undefined : this.state.guest
  }

  /** What it runs by, or would run by. @throws LibvirtError NO_DOMAIN when it has gone while somebody still held it */
  get definition(): Domain {
    const definition = this.guest?.definition ?? this.starting ?? this.persistent
    if (!definition) {
      throw new LibvirtError('NO_DOMAIN', `no domain with matching uuid '${this.uuid}' (${this.name})`)
    }
    return definition
  }

  /** Both definitions, as settings choose between them. */
  get definitions(): TwoDefinitions {
    return { live: this.guest?.definition, config: this.persistent }
  }

  /** @throws LibvirtError OPERATION_INVALID when it does not run */
  active(): ActiveState {
    if (this.state.is === 'shutoff') throw new LibvirtError('OPERATION_INVALID', 'domain is not running')
    return this.state
  }

  /** The monitor of the running guest. @throws LibvirtError OPERATION_INVALID when it does not run or QEMU is not connected */
  monitor(): QmpMonitor {
    const { monitor } = this.active().guest
    if (!monitor) {
      throw new LibvirtError('OPERATION_INVALID', `QEMU of guest '${this.name}' is not connected`, {
        hint: 'It is starting, or did not answer when the daemon came back; destroying the guest ends it',
      })
    }
    return monitor
  }

  /** The definition that survives the end of the guest. @throws LibvirtError OPERATION_INVALID for a transient domain */
  config(): Domain {
    if (this.persistent) return this.persistent
    throw new LibvirtError('OPERATION_INVALID', 'transient domains do not have any persistent config')
  }
}
