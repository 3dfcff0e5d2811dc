// Snapshots of guests and of domains that are off.
import { domainSnapshotListFlags as list, domainSnapshotXMLFlags } from '../../../api/enums/domainSnapshot.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { formatSnapshot } from '../../../model/snapshot/formatSnapshot.js'
import { snapshotIsWanted } from '../../snapshotIsWanted.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'
import { deleteSnapshot } from '../snapshots/deleteSnapshot.js'
import { findSnapshot } from '../snapshots/findSnapshot.js'
import type { QemuSnapshot } from '../snapshots/QemuSnapshot.js'
import { revertToSnapshot } from '../snapshots/revertToSnapshot.js'
import { takeSnapshot } from '../snapshots/takeSnapshot.js'

export const snapshotVerbs = (context: QemuDriverContext): QemuVerbs => {
  const { feed } = context
  return {
    async domainSnapshotCreateXml({ dom, xml_desc, flags }, call) {
      const known = dom.snapshotCount
      const take = () => takeSnapshot(context, dom, xml_desc, flags, call)
      const snap = await dom.jobs.run('domainSnapshotCreateXml', take, call)
      // It may have gone already, with its guest.
      if (dom.snapshotCount > known && dom.snapshots.get(snap.name) === snap) feed.change('added', snap)
      return { snap }
    },
    domainSnapshotGetXmlDesc: ({ snap, flags }) => ({
      xml: formatSnapshot(snap.content, {
        domainUuid: snap.dom.uuid,
        secure: (flags & domainSnapshotXMLFlags.XML_SECURE) !== 0,
      }),
    }),
    domainSnapshotLookupByName: ({ dom, name }) => ({ snap: findSnapshot(dom, name) }),
    domainHasCurrentSnapshot: ({ dom }) => ({ result: currentOf(dom) ? 1 : 0 }),
    domainSnapshotCurrent({ dom }) {
      const snap = currentOf(dom)
      if (snap) return { snap }
      throw new LibvirtError('NO_DOMAIN_SNAPSHOT', 'the domain does not have a current snapshot')
    },
    domainSnapshotIsCurrent: ({ snap }) => ({ current: currentOf(snap.dom) === snap ? 1 : 0 }),
    domainSnapshotHasMetadata: () => ({ metadata: 1 }),
    domainSnapshotGetParent({ snap }) {
      const parent = snap.dom.snapshots.parentOf(snap)
      if (parent) return { snap: parent }
      throw new LibvirtError('NO_DOMAIN_SNAPSHOT', `snapshot '${snap.name}' does not have a parent`)
    },
    domainListAllSnapshots: ({ dom, flags }) => listed(dom, undefined, flags),
    domainSnapshotListAllChildren: ({ snapshot, flags }) => listed(snapshot.dom, snapshot, flags),
    domainRevertToSnapshot: ({ snap, flags }, call) =>
      snap.dom.jobs.run('domainRevertToSnapshot', () => revertToSnapshot(context, snap, flags), call),
    async domainSnapshotDelete({ snap, flags }, call) {
      const remove = () => deleteSnapshot(context, snap, flags)
      for (const gone of await snap.dom.jobs.run('domainSnapshotDelete', remove, call)) feed.change('removed', gone)
    },
  }
}

function currentOf(domain: QemuDomain): QemuSnapshot | undefined {
  return domain.snapshotCount > 0 ? domain.snapshots.current : undefined
}

function listed(domain: QemuDomain, from: QemuSnapshot | undefined, flags: number) {
  const withoutMetadata = (flags & (list.METADATA | list.NO_METADATA)) === list.NO_METADATA
  const found = withoutMetadata || domain.snapshotCount === 0 ? [] : domain.snapshots.list(from, flags, list)
  const snapshots = found.filter(({ content }) => snapshotIsWanted(content, flags))
  return { snapshots, ret: snapshots.length }
}
