// Going back: the guest that runs is ended, and one begins that is as it was.
import { closeSync } from 'node:fs'
import { domainSnapshotRevertFlags as flagsOf } from '../../../api/enums/domainSnapshot.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { Undo } from '../../../host/Undo.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { alignSnapshotDisks } from '../../../model/snapshot/alignSnapshotDisks.js'
import { isExternal, type SnapshotDisk } from '../../../model/snapshot/Snapshot.js'
import { writeDefinition } from '../domain/definitionText.js'
import { copyDomain } from '../guest/copyDomain.js'
import { killGuest } from '../guest/killGuest.js'
import { openSaved } from '../guest/saveGuest.js'
import { startGuest } from '../guest/startGuest.js'
import { detectChains } from '../images/detectChain.js'
import { removeManagedSave } from '../state/managedSaves.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { createOverlays, overlaysOf } from './externalSnapshots.js'
import { changeImages, internalDisks, loadFromInside } from './internalSnapshots.js'
import type { QemuSnapshot } from './QemuSnapshot.js'
import { setCurrentSnapshot } from './snapshotFiles.js'

/**
 * Takes a domain back to a snapshot. Needs the domain's job. What was written since goes; an external snapshot itself stays as it
 * is, and new images stand on it.
 * @throws LibvirtError SNAPSHOT_REVERT_RISKY, OPERATION_INVALID, CONFIG_UNSUPPORTED
 */
export async function revertToSnapshot(
  context: QemuDriverContext,
  snapshot: QemuSnapshot,
  flags: number,
): Promise<void> {
  const { dom, content, name } = snapshot
  const { plainContext } = context.emulators
  const wanted = wantedState(snapshot, flags)
  if (!content.domain) {
    throw new LibvirtError('SNAPSHOT_REVERT_RISKY', `snapshot '${name}' lacks domain '${dom.name}' rollback info`)
  }
  if (!dom.isPersistent) {
    throw new LibvirtError('OPERATION_UNSUPPORTED', 'a transient domain cannot be taken back to a snapshot', {
      hint: 'It would vanish on the way: define it first',
    })
  }
  if (dom.guest && dom.guest.blockJobs.size > 0) {
    throw new LibvirtError('OPERATION_INVALID', 'domain has active block job')
  }
  await using undo = new Undo()
  const live = copyDomain(content.domain, plainContext)
  const config = copyDomain(content.inactiveDomain ?? content.domain, plainContext)
  const revertDisks = isExternal(content) ? await standOnSnapshot(context, snapshot, [live, config], undo) : []
  const inside = content.disks.some(({ location }) => location === 'internal')
  const images = inside ? internalDisks(live, content.disks) : []
  const memory = wanted.active ? content.memory : undefined
  // Opened before the guest is ended, so that it is not lost for a file that is not there.
  const saved = memory?.file === undefined ? undefined : await openSaved(memory.file)

  const fd = saved?.fd
  try {
    if (dom.guest) await killGuest(context, dom.guest, { ending: 'FROM_SNAPSHOT' })
    // A guest that sleeps in a file would meet disks of another time.
    if (dom.managedSave) await removeManagedSave(context, dom)
    const written = writeDefinition(config)
    await context.definitions.save(dom.name, written.text)
    dom.keep(config, written)
    undo.keep()
    snapshot.content = { ...content, revertDisks }
    await setCurrentSnapshot(context, dom, snapshot)
    context.feed.change('changed', dom, ['domainGetXmlDesc'])
    // Memory inside the images comes with them.
    if (inside && memory?.location !== 'internal') await changeImages(context, images, '-a', name)
  } catch (error) {
    if (fd !== undefined) closeSync(fd)
    throw error
  }
  if (!wanted.active) return
  await startGuest(context, dom, live, {
    paused: !wanted.running,
    resetVariables: (flags & flagsOf.RESET_NVRAM) !== 0,
    saved: fd,
    snapshot: async () => {
      if (memory?.location === 'internal') await loadFromInside(context, dom, name, images)
    },
  })
}

function wantedState({ dom, content: { state } }: QemuSnapshot, flags: number): { active: boolean; running: boolean } {
  const asked = flags & (flagsOf.RUNNING | flagsOf.PAUSED)
  const wasActive = state === 'running' || state === 'paused'
  if (dom.guest && !wasActive && asked && !(flags & flagsOf.FORCE)) {
    throw new LibvirtError('SNAPSHOT_REVERT_RISKY', 'must respawn guest to start inactive snapshot')
  }
  return { active: wasActive || asked !== 0, running: asked ? (flags & flagsOf.RUNNING) !== 0 : state === 'running' }
}

/** New images on those that the disks had when the snapshot was taken. @returns what the definitions have now */
async function standOnSnapshot(
  context: QemuDriverContext,
  { content }: QemuSnapshot,
  definitions: readonly Domain[],
  undo: Undo,
): Promise<SnapshotDisk[]> {
  const [domain] = definitions
  if (!domain) return []
  await detectChains(domain)
  const time = Math.floor(context.host.clock.now() / 1000).toString()
  const external = new Set(content.disks.filter(({ location }) => location === 'external').map(({ name }) => name))
  const aligned = alignSnapshotDisks({ disks: [], name: time }, domain.devices.disk, {
    location: 'external',
    uniform: false,
    isRegularFile: () => true,
  }).filter(({ name }) => external.has(name))
  const overlays = overlaysOf(domain, aligned)
  await createOverlays(context, overlays, undo)
  const sources = new Map(overlays.map(({ disk, image }) => [disk.target, image]))
  for (const disk of definitions.flatMap(({ devices }) => devices.disk)) {
    const image = sources.get(disk.target)
    if (image) disk.source = { ...image }
  }
  return aligned
}
