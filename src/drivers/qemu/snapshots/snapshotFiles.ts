// Owns the documents of snapshots, NAME/SNAPSHOT.xml below /var/lib/libvirt/qemu/snapshot, in libvirt's format.
import { join } from 'node:path'
import { log } from '../../../log/log.js'
import { MSG } from '../../../log/catalogue.js'
import { formatSnapshot } from '../../../model/snapshot/formatSnapshot.js'
import { parseSnapshotFile } from '../../../model/snapshot/parseSnapshot.js'
import { messageOf } from '../../messageOf.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { QemuSnapshot } from './QemuSnapshot.js'

const suffix = '.xml'

/** Writes what is known of a snapshot. @throws LibvirtError SYSTEM_ERROR */
export async function saveSnapshot(context: QemuDriverContext, snapshot: QemuSnapshot): Promise<void> {
  const { dom, content } = snapshot
  await context.host.files.makeFolder(folderOf(context, dom), { mode: 0o700 })
  const text = formatSnapshot(content, {
    secure: true,
    domainUuid: dom.uuid,
    current: dom.snapshots.current === snapshot,
  })
  await context.host.files.replace(pathOf(context, snapshot), text)
}

/** Makes a snapshot the current one of its domain, or none, in memory and on disk. */
export async function setCurrentSnapshot(
  context: QemuDriverContext,
  domain: QemuDomain,
  current: QemuSnapshot | undefined,
): Promise<void> {
  const former = domain.snapshots.current
  domain.snapshots.current = current
  // Whoever is interrupted leaves none current rather than two.
  if (former && former !== current && domain.snapshots.get(former.name) === former) await saveSnapshot(context, former)
  if (current) await saveSnapshot(context, current)
}

/** Takes the document of a snapshot away. */
export async function removeSnapshotFile(context: QemuDriverContext, snapshot: QemuSnapshot): Promise<void> {
  await context.host.files.remove(pathOf(context, snapshot))
}

/** Takes all documents of a domain away. */
export async function removeSnapshotFiles(context: QemuDriverContext, domain: QemuDomain): Promise<void> {
  await context.host.files.removeFolder(folderOf(context, domain))
}

/** Reads the snapshots of every domain. What cannot be understood is set aside. */
export async function loadSnapshots(context: QemuDriverContext): Promise<void> {
  const { host, directories, domains } = context
  for (const name of await host.files.list(directories.qemuSnapshot)) {
    const domain = domains.withName(name)
    if (domain) await loadDomain(context, domain)
  }
}

async function loadDomain(context: QemuDriverContext, domain: QemuDomain): Promise<void> {
  const { files } = context.host
  const folder = folderOf(context, domain)
  for (const file of (await files.list(folder)).filter(each => each.endsWith(suffix))) {
    const path = join(folder, file)
    const text = await files.read(path)
    if (text === undefined) continue
    try {
      const { snapshot: content, current } = parseSnapshotFile(text, context.emulators.plainContext)
      const snapshot = new QemuSnapshot(domain, content.name ?? file.slice(0, -suffix.length), content)
      domain.snapshots.add(snapshot)
      if (current) domain.snapshots.current = snapshot
    } catch (error) {
      const aside = await files.setAside(path)
      const text = `A snapshot of guest '${domain.name}' cannot be read and was set aside as ${aside}: ${messageOf(error)}`
      log.warning(MSG.stateFileSetAside, { error, file: path, setAside: aside }, text)
    }
  }
}

function folderOf({ directories }: QemuDriverContext, { name }: Pick<QemuDomain, 'name'>): string {
  return join(directories.qemuSnapshot, name)
}

function pathOf(context: QemuDriverContext, { dom, name }: QemuSnapshot): string {
  return join(folderOf(context, dom), `${name}${suffix}`)
}
