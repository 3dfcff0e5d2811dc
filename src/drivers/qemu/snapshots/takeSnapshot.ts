// Taking snapshots, by what the document and the flags ask for: inside the images, or by new ones; with memory, or of disks only.
import { statSync } from 'node:fs'
import { domainSnapshotCreateFlags as flagsOf } from '../../../api/enums/domainSnapshot.js'
import type { CallContext } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { Undo } from '../../../host/Undo.js'
import { alignSnapshotDisks } from '../../../model/snapshot/alignSnapshotDisks.js'
import { checkParent } from '../../../model/snapshot/momentTree.js'
import { parseSnapshot } from '../../../model/snapshot/parseSnapshot.js'
import type { Snapshot, SnapshotDisk, SnapshotLocation } from '../../../model/snapshot/Snapshot.js'
import { withAgent } from '../agent/askAgent.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { configureDisk } from '../guest/configureDisk.js'
import { copyDomain } from '../guest/copyDomain.js'
import { killGuest } from '../guest/killGuest.js'
import { localPath } from '../guest/neededFiles.js'
import { writeSavedImage } from '../guest/saveGuest.js'
import { detectChains } from '../images/detectChain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { createOverlays, overlaysOf, putOnOverlays } from './externalSnapshots.js'
import { changeImages, internalDisks, saveInside } from './internalSnapshots.js'
import { QemuSnapshot } from './QemuSnapshot.js'
import { removeSnapshotFile, saveSnapshot, setCurrentSnapshot } from './snapshotFiles.js'

/**
 * Takes a snapshot, or takes over what another host knew of one (REDEFINE). Needs the domain's job.
 * @throws LibvirtError; then the domain is as before
 */
export async function takeSnapshot(
  context: QemuDriverContext,
  domain: QemuDomain,
  document: string,
  flags: number,
  call: CallContext,
): Promise<QemuSnapshot> {
  refuseFlags(domain, flags)
  const redefine = (flags & flagsOf.REDEFINE) !== 0
  const diskOnly = (flags & flagsOf.DISK_ONLY) !== 0
  const now = BigInt(Math.floor(context.host.clock.now() / 1000))
  const options = { redefine, now, offline: !domain.guest || diskOnly }
  const parsed = parseSnapshot(document, await context.emulators.contextFor(document), options)
  const name = parsed.name ?? now.toString()
  if (redefine) return redefineSnapshot(context, domain, name, parsed, (flags & flagsOf.CURRENT) !== 0)
  if (domain.snapshots.get(name)) throw new LibvirtError('OPERATION_FAILED', `domain moment ${name} already exists`)
  const content = await complete(context, domain, { ...parsed, name }, diskOnly)
  const snapshot = new QemuSnapshot(domain, name, content)
  const isListed = (flags & flagsOf.NO_METADATA) === 0
  if (isListed) await tryToWrite(context, snapshot)
  if (domain.guest) await takeOfGuest(context, domain, content, flags, call)
  else await takeOfDisks(context, domain, content, (flags & flagsOf.REUSE_EXT) !== 0)
  if (isListed) await enlist(context, domain, snapshot)
  const { guest } = domain
  if (guest && flags & flagsOf.HALT) await killGuest(context, guest, { ending: 'FROM_SNAPSHOT' })
  return snapshot
}

/** @throws LibvirtError OPERATION_FAILED when the domain has gone meanwhile: who destroys a transient guest waits for nobody */
async function enlist(context: QemuDriverContext, domain: QemuDomain, snapshot: QemuSnapshot): Promise<void> {
  const isGone = () => context.domains.withUuid(domain.uuid) !== domain
  if (!isGone()) {
    domain.snapshots.add(snapshot)
    await setCurrentSnapshot(context, domain, snapshot)
    if (!isGone()) return
    domain.snapshots.delete(snapshot)
    await removeSnapshotFile(context, snapshot)
  }
  throw new LibvirtError('OPERATION_FAILED', `guest '${domain.name}' ended while its snapshot was taken`)
}

/** A name that is too long for a file, or a full disk, is to be found out before a guest stands still for a snapshot that nobody would know. */
async function tryToWrite(context: QemuDriverContext, snapshot: QemuSnapshot): Promise<void> {
  await saveSnapshot(context, snapshot)
  await removeSnapshotFile(context, snapshot)
}

function refuseFlags(domain: QemuDomain, flags: number): void {
  const { QUIESCE, DISK_ONLY, REDEFINE, LIVE, HALT } = flagsOf
  const invalid = (text: string) => new LibvirtError('INVALID_ARG', text, { bare: true })
  const named = (flag: string) => `'VIR_DOMAIN_SNAPSHOT_CREATE_${flag}'`
  if (flags & QUIESCE && !(flags & DISK_ONLY)) {
    throw invalid(`Flag ${named('DISK_ONLY')} is required by flag ${named('QUIESCE')}`)
  }
  if (flags & LIVE && flags & REDEFINE)
    throw invalid(`Flags ${named('LIVE')} and ${named('REDEFINE')} are mutually exclusive`)
  if (!domain.guest && flags & (LIVE | QUIESCE)) throw new LibvirtError('OPERATION_INVALID', 'domain is not running')
  if (!domain.isPersistent && flags & HALT) {
    throw new LibvirtError('OPERATION_INVALID', 'cannot halt after transient domain snapshot')
  }
  if (!domain.guest && domain.managedSave && !(flags & REDEFINE)) {
    throw new LibvirtError('OPERATION_INVALID', 'cannot create snapshot of a domain with managed save image', {
      hint: 'The saved guest would meet disks that have changed: start it first, or remove the image (managedsave-remove)',
    })
  }
  if (domain.guest && domain.guest.blockJobs.size > 0) {
    throw new LibvirtError('OPERATION_INVALID', 'domain has active block job')
  }
}

/** What the document leaves open, from the domain. */
async function complete(
  context: QemuDriverContext,
  domain: QemuDomain,
  asked: Snapshot,
  diskOnly: boolean,
): Promise<Snapshot> {
  const { plainContext } = context.emulators
  const { guest } = domain
  const external = diskOnly || asked.memory?.location === 'external' || asked.disks.some(isExternalDisk)
  const location: SnapshotLocation = external ? 'external' : 'internal'
  if (guest && external && !diskOnly && asked.memory?.location !== 'external') {
    const text = 'mixing internal and external targets for a snapshot is not yet supported'
    throw new LibvirtError('CONFIG_UNSUPPORTED', text, {
      hint: 'Use --disk-only, or name a file for the memory (--memspec)',
    })
  }
  const alignment = { location, uniform: !external, isRegularFile }
  return {
    ...asked,
    state:
      diskOnly && guest ? 'disk-snapshot' : guest ? (domain.state.is === 'running' ? 'running' : 'paused') : 'shutoff',
    memory: asked.memory ?? { location: guest && !diskOnly ? 'internal' : 'no' },
    disks: alignSnapshotDisks(asked, domain.definition.devices.disk, alignment),
    domain: copyDomain(domain.definition, plainContext),
    inactiveDomain: guest && domain.persistent ? copyDomain(domain.persistent, plainContext) : undefined,
    parent: domain.snapshots.current?.name,
  }
}

const isExternalDisk = ({ location }: SnapshotDisk): boolean => location === 'external'

function isRegularFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

async function takeOfGuest(
  context: QemuDriverContext,
  domain: QemuDomain,
  { name = '', memory, disks }: Snapshot,
  flags: number,
  call: CallContext,
): Promise<void> {
  const monitor = domain.monitor()
  const { is, guest } = domain.active()
  const { definition } = guest
  const ran = is === 'running'
  const exist = (flags & flagsOf.REUSE_EXT) !== 0
  const inside = memory?.location === 'internal'
  // Whatever can be refused is refused before the guest is stopped.
  const images = inside ? internalDisks(definition, disks) : []
  const overlays = inside ? [] : overlaysOf(definition, disks)
  if (flags & flagsOf.QUIESCE) {
    const ask = (command: string) =>
      withAgent(context, domain, 'domainSnapshotCreateXml', call, agent =>
        agent.ask(command, undefined, { lengthy: true }),
      )
    await ask('guest-fsfreeze-freeze')
    try {
      return await putOnOverlays(context, domain, overlays, exist)
    } finally {
      await ask('guest-fsfreeze-thaw')
    }
  }
  if (!inside && memory?.location !== 'external') return putOnOverlays(context, domain, overlays, exist)
  if (ran) {
    guest.pauseReason = 'SNAPSHOT'
    await monitor.execute('stop')
  }
  try {
    if (inside) await saveInside(context, domain, name, images)
    else {
      if (memory?.file !== undefined) await writeSavedImage(context, domain, memory.file, ran)
      await putOnOverlays(context, domain, overlays, exist)
    }
  } finally {
    if (ran && domain.guest === guest) await monitor.execute('cont')
    await domain.written
  }
}

async function takeOfDisks(
  context: QemuDriverContext,
  domain: QemuDomain,
  { name = '', disks }: Snapshot,
  exist: boolean,
): Promise<void> {
  const definition = copyDomain(domain.config(), context.emulators.plainContext)
  const inside = disks.some(({ location }) => location === 'internal')
  if (inside) await changeImages(context, internalDisks(definition, disks), '-c', name)
  if (!disks.some(isExternalDisk)) return
  await using undo = new Undo()
  await detectChains(definition)
  const overlays = overlaysOf(definition, disks)
  if (!exist) await createOverlays(context, overlays, undo)
  for (const { disk, image } of overlays) {
    await configureDisk(context, domain, { target: disk.target, source: image }, localPath(disk.source))
  }
  undo.keep()
}

/** Takes over what another host knew of a snapshot. @throws LibvirtError INVALID_ARG when it does not fit in */
async function redefineSnapshot(
  context: QemuDriverContext,
  domain: QemuDomain,
  name: string,
  content: Snapshot,
  current: boolean,
): Promise<QemuSnapshot> {
  const { snapshots } = domain
  const known = new Map(snapshots.descendantsOf(undefined).map(each => [each.name, each]))
  checkParent(known, name, content.parent)
  const uuid = content.domain?.uuid
  if (uuid !== undefined && uuid !== domain.uuid) {
    throw new LibvirtError('INVALID_ARG', `definition for snapshot ${name} must use uuid ${domain.uuid}`)
  }
  const existing = snapshots.get(name)
  const snapshot = existing ?? new QemuSnapshot(domain, name, content)
  // What is not in the document stays as it was known.
  snapshot.content = { ...content, name, domain: content.domain ?? existing?.content.domain }
  if (!existing) snapshots.add(snapshot)
  if (current) await setCurrentSnapshot(context, domain, snapshot)
  else await saveSnapshot(context, snapshot)
  return snapshot
}
