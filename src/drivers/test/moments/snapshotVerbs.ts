// Snapshots of pretended guests.
import {
  domainSnapshotCreateFlags as create,
  domainSnapshotDeleteFlags as remove,
  domainSnapshotListFlags as list,
  domainSnapshotRevertFlags as revert,
  domainSnapshotXMLFlags,
} from '../../../api/enums/domainSnapshot.js'
import {
  domainEventStartedDetailType,
  domainEventStoppedDetailType,
  domainEventSuspendedDetailType,
  domainPausedReason,
  domainRunningReason,
  domainShutoffReason,
  domainState,
} from '../../../api/enums/domain.js'
import type { Verbs } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { alignSnapshotDisks } from '../../../model/snapshot/alignSnapshotDisks.js'
import { formatSnapshot } from '../../../model/snapshot/formatSnapshot.js'
import { parseSnapshot } from '../../../model/snapshot/parseSnapshot.js'
import type { Snapshot, SnapshotLocation, SnapshotState } from '../../../model/snapshot/Snapshot.js'
import { snapshotIsWanted } from '../../snapshotIsWanted.js'
import { copyDomain } from '../domains/definitions.js'
import { activityFields, configFields, stopDomain } from '../domains/lifecycle.js'
import { shutoff, type TestDomain } from '../TestDomain.js'
import type { TestHost, TestObjects } from '../TestHost.js'
import { TestSnapshot } from './TestSnapshot.js'

/** @throws LibvirtError NO_DOMAIN_SNAPSHOT */
export function findSnapshot(dom: TestDomain, name: string): TestSnapshot {
  const found = dom.snapshots.get(name)
  if (!found) throw new LibvirtError('NO_DOMAIN_SNAPSHOT', `no domain snapshot with matching name '${name}'`)
  return found
}

function stateOf(dom: TestDomain): SnapshotState {
  if (!dom.active) return 'shutoff'
  return dom.status.state === domainState.PAUSED ? 'paused' : 'running'
}

function take(host: TestHost, dom: TestDomain, xml: string, flags: number): TestSnapshot {
  if (dom.checkpoints.size > 0) {
    throw new LibvirtError('OPERATION_UNSUPPORTED', 'cannot create snapshot while checkpoint exists')
  }
  const redefine = (flags & create.REDEFINE) !== 0
  const now = BigInt(Math.floor(host.options.clock.now() / 1000))
  const diskOnly = (flags & create.DISK_ONLY) !== 0
  const options = { redefine, now, offline: !dom.active || diskOnly }
  const parsed = parseSnapshot(xml, host.options.context, options)
  const { name = now.toString() } = parsed
  if (redefine) return redefineSnapshot(dom, name, parsed, (flags & create.CURRENT) !== 0)
  if (dom.snapshots.get(name)) throw new LibvirtError('OPERATION_FAILED', `domain moment ${name} already exists`)
  const location: SnapshotLocation = diskOnly || parsed.memory?.location === 'external' ? 'external' : 'internal'
  const alignment = { location, uniform: location === 'internal', isRegularFile: () => true }
  const content: Snapshot = {
    ...parsed,
    name,
    state: diskOnly ? 'disk-snapshot' : stateOf(dom),
    memory: parsed.memory ?? { location: dom.active && !diskOnly ? location : 'no' },
    disks: alignSnapshotDisks({ ...parsed, name }, dom.definition.devices.disk, alignment),
    domain: copyDomain(host, dom.definition),
    parent: dom.snapshots.current?.name,
  }
  const snapshot = new TestSnapshot(dom, name, content)
  dom.snapshots.add(snapshot)
  dom.snapshots.current = snapshot
  if (flags & create.HALT && dom.active) stopDomain(host, dom, 'FROM_SNAPSHOT', 'FROM_SNAPSHOT')
  return snapshot
}

/** Takes over what another host knew of a snapshot. @throws LibvirtError INVALID_ARG when it cannot have its parent */
function redefineSnapshot(dom: TestDomain, name: string, content: Snapshot, current: boolean): TestSnapshot {
  dom.snapshots.checkParent(name, content.parent)
  const existing = dom.snapshots.get(name)
  const snapshot = existing ?? new TestSnapshot(dom, name, content)
  // What is not in the document stays as it was known.
  const domain = content.domain ?? existing?.content.domain
  snapshot.content = { ...content, name, domain }
  if (!existing) dom.snapshots.add(snapshot)
  if (current) dom.snapshots.current = snapshot
  return snapshot
}

/** Goes back to a snapshot; the flags may say another state than the one it was taken in. */
function revertTo(host: TestHost, snapshot: TestSnapshot, flags: number): void {
  const { dom, content } = snapshot
  if (!content.domain) {
    throw new LibvirtError(
      'SNAPSHOT_REVERT_RISKY',
      `snapshot '${snapshot.name}' lacks domain '${dom.name}' rollback info`,
    )
  }
  const wasActive = dom.active
  const running = flags & revert.RUNNING ? true : flags & revert.PAUSED ? false : content.state === 'running'
  const active =
    (flags & (revert.RUNNING | revert.PAUSED)) !== 0 || content.state === 'running' || content.state === 'paused'
  const definition = copyDomain(host, content.domain)
  dom.config = copyDomain(host, content.domain)
  dom.snapshots.current = snapshot
  dom.endRun()
  if (!active) {
    dom.live = undefined
    dom.updated = false
    dom.status = shutoff(domainShutoffReason.FROM_SNAPSHOT)
    host.change('changed', dom, [...configFields, ...activityFields])
    if (wasActive) host.tell(dom, 'STOPPED', domainEventStoppedDetailType.FROM_SNAPSHOT, activityFields)
    return
  }
  // As libvirt's own test driver, which stops what runs and starts it anew.
  if (wasActive) host.tell(dom, 'STOPPED', domainEventStoppedDetailType.FROM_SNAPSHOT, activityFields)
  definition.id = host.nextId()
  dom.live = definition
  dom.status = running
    ? { state: domainState.RUNNING, reason: domainRunningReason.FROM_SNAPSHOT }
    : { state: domainState.PAUSED, reason: domainPausedReason.FROM_SNAPSHOT }
  host.change('changed', dom, configFields)
  host.tell(dom, 'STARTED', domainEventStartedDetailType.FROM_SNAPSHOT, activityFields)
  if (!running) host.tell(dom, 'SUSPENDED', domainEventSuspendedDetailType.FROM_SNAPSHOT, activityFields)
}

/** Returns those that are gone. */
function deleteSnapshot(snapshot: TestSnapshot, flags: number): TestSnapshot[] {
  const { snapshots } = snapshot.dom
  const below = flags & (remove.CHILDREN | remove.CHILDREN_ONLY) ? snapshots.descendantsOf(snapshot) : []
  // Deleting a branch with the current one leaves its root, or the root's parent, as the current one.
  const holdsCurrent = snapshots.current !== undefined && below.includes(snapshots.current)
  for (const child of below) snapshots.delete(child)
  if (holdsCurrent) snapshots.current = snapshot
  if (flags & remove.CHILDREN_ONLY) return below
  snapshots.delete(snapshot)
  return [...below, snapshot]
}

function listed(dom: TestDomain, from: TestSnapshot | undefined, flags: number) {
  const withoutMetadata = (flags & (list.METADATA | list.NO_METADATA)) === list.NO_METADATA
  const found = withoutMetadata ? [] : dom.snapshots.list(from, flags, list)
  const snapshots = found.filter(({ content }) => snapshotIsWanted(content, flags))
  return { snapshots, ret: snapshots.length }
}

export function snapshotVerbs(host: TestHost): Verbs<TestObjects> {
  const currentOf = (dom: TestDomain): TestSnapshot => {
    const { current } = dom.snapshots
    if (!current) throw new LibvirtError('NO_DOMAIN_SNAPSHOT', 'the domain does not have a current snapshot')
    return current
  }
  return {
    domainSnapshotCreateXml: ({ dom, xml_desc, flags }) => {
      const snap = take(host, dom, xml_desc, flags)
      host.change('added', snap)
      return { snap }
    },
    domainSnapshotGetXmlDesc: ({ snap, flags }) => ({
      xml: formatSnapshot(snap.content, {
        domainUuid: snap.dom.uuid,
        secure: (flags & domainSnapshotXMLFlags.XML_SECURE) !== 0,
      }),
    }),
    domainSnapshotLookupByName: ({ dom, name }) => ({ snap: findSnapshot(dom, name) }),
    domainHasCurrentSnapshot: ({ dom }) => ({ result: dom.snapshots.current ? 1 : 0 }),
    domainSnapshotCurrent: ({ dom }) => ({ snap: currentOf(dom) }),
    domainSnapshotIsCurrent: ({ snap }) => ({ current: snap.dom.snapshots.current === snap ? 1 : 0 }),
    domainSnapshotHasMetadata: () => ({ metadata: 1 }),
    domainSnapshotGetParent: ({ snap }) => {
      const parent = snap.dom.snapshots.parentOf(snap)
      if (!parent) throw new LibvirtError('NO_DOMAIN_SNAPSHOT', `snapshot '${snap.name}' does not have a parent`)
      return { snap: parent }
    },
    domainRevertToSnapshot: ({ snap, flags }) => revertTo(host, snap, flags),
    domainSnapshotDelete: ({ snap, flags }) => {
      for (const gone of deleteSnapshot(snap, flags)) host.change('removed', gone)
    },
    domainListAllSnapshots: ({ dom, flags }) => listed(dom, undefined, flags),
    domainSnapshotListAllChildren: ({ snapshot, flags }) => listed(snapshot.dom, snapshot, flags),
  }
}
