// Rows of the call table, see call.ts.
import { bits, call } from '../call.js'
import {
  domainSnapshotCreateFlags,
  domainSnapshotDeleteFlags,
  domainSnapshotListFlags,
  domainSnapshotRevertFlags,
  domainSnapshotXMLFlags,
} from '../enums/domainSnapshot.js'
import { domain, domainSnapshot, int, list, string, uint } from '../schema.js'

export const domainSnapshotCreateXml = call('domainSnapshotCreateXml', 185, 'virDomainSnapshotCreateXML', {
  args: { dom: domain, xml_desc: string, flags: uint },
  ret: { snap: domainSnapshot },
  allow: ['domain:snapshot', { permission: 'domain:fs_freeze', ifAllFlags: domainSnapshotCreateFlags.QUIESCE }],
  on: 'dom',
  writes: true,
  flags: {
    test: bits(domainSnapshotCreateFlags, 'REDEFINE', 'CURRENT', 'HALT', 'QUIESCE', 'ATOMIC', 'LIVE', 'VALIDATE'),
  },
  exclusive: [
    [
      ['VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE', 1],
      ['VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA', 4],
    ],
    [
      ['VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE', 1],
      ['VIR_DOMAIN_SNAPSHOT_CREATE_HALT', 8],
    ],
  ],
  requires: [
    [
      ['VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT', 2],
      ['VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE', 1],
    ],
  ],
  bus: ['org.libvirt.Domain.SnapshotCreateXML'],
})

export const domainSnapshotGetXmlDesc = call('domainSnapshotGetXmlDesc', 186, 'virDomainSnapshotGetXMLDesc', {
  args: { snap: domainSnapshot, flags: uint },
  ret: { xml: string },
  allow: ['domain:read', { permission: 'domain:read_secure', ifAllFlags: domainSnapshotXMLFlags.XML_SECURE }],
  on: 'snap',
  writes: { ifAnyFlag: domainSnapshotXMLFlags.XML_SECURE },
  priority: 'high',
  flags: { qemu: domainSnapshotXMLFlags.XML_SECURE, test: domainSnapshotXMLFlags.XML_SECURE },
  bus: ['org.libvirt.DomainSnapshot.GetXMLDesc'],
})

export const domainSnapshotNum = call('domainSnapshotNum', 187, 'virDomainSnapshotNum', {
  args: { dom: domain, flags: uint },
  ret: { num: int },
  allow: ['domain:read'],
  on: 'dom',
  priority: 'high',
  flags: {
    qemu: bits(
      domainSnapshotListFlags,
      'ROOTS',
      'TOPOLOGICAL',
      'METADATA',
      'NO_METADATA',
      'LEAVES',
      'NO_LEAVES',
      'INACTIVE',
      'ACTIVE',
      'DISK_ONLY',
      'INTERNAL',
      'EXTERNAL',
    ),
    test: bits(
      domainSnapshotListFlags,
      'ROOTS',
      'TOPOLOGICAL',
      'METADATA',
      'NO_METADATA',
      'LEAVES',
      'NO_LEAVES',
      'INACTIVE',
      'ACTIVE',
      'DISK_ONLY',
      'INTERNAL',
      'EXTERNAL',
    ),
  },
})

export const domainSnapshotListNames = call('domainSnapshotListNames', 188, 'virDomainSnapshotListNames', {
  args: { dom: domain, maxnames: int, flags: uint },
  ret: { names: list(string, 16384) },
  allow: ['domain:read'],
  on: 'dom',
  priority: 'high',
  flags: {
    qemu: bits(
      domainSnapshotListFlags,
      'ROOTS',
      'TOPOLOGICAL',
      'METADATA',
      'NO_METADATA',
      'LEAVES',
      'NO_LEAVES',
      'INACTIVE',
      'ACTIVE',
      'DISK_ONLY',
      'INTERNAL',
      'EXTERNAL',
    ),
    test: bits(
      domainSnapshotListFlags,
      'ROOTS',
      'TOPOLOGICAL',
      'METADATA',
      'NO_METADATA',
      'LEAVES',
      'NO_LEAVES',
      'INACTIVE',
      'ACTIVE',
      'DISK_ONLY',
      'INTERNAL',
      'EXTERNAL',
    ),
  },
})

export const domainSnapshotLookupByName = call('domainSnapshotLookupByName', 189, 'virDomainSnapshotLookupByName', {
  args: { dom: domain, name: string, flags: uint },
  ret: { snap: domainSnapshot },
  allow: ['domain:read'],
  on: 'result',
  priority: 'high',
  flags: { qemu: 0, test: 0 },
  bus: ['org.libvirt.Domain.SnapshotLookupByName'],
})

export const domainHasCurrentSnapshot = call('domainHasCurrentSnapshot', 190, 'virDomainHasCurrentSnapshot', {
  args: { dom: domain, flags: uint },
  ret: { result: int },
  allow: ['domain:read'],
  on: 'dom',
  flags: { qemu: 0, test: 0 },
})

export const domainSnapshotCurrent = call('domainSnapshotCurrent', 191, 'virDomainSnapshotCurrent', {
  args: { dom: domain, flags: uint },
  ret: { snap: domainSnapshot },
  allow: ['domain:read'],
  on: 'dom',
  flags: { qemu: 0, test: 0 },
  bus: ['org.libvirt.Domain.SnapshotCurrent'],
})

export const domainRevertToSnapshot = call('domainRevertToSnapshot', 192, 'virDomainRevertToSnapshot', {
  args: { snap: domainSnapshot, flags: uint },
  allow: ['domain:snapshot'],
  on: 'snap',
  writes: true,
  flags: { test: bits(domainSnapshotRevertFlags, 'RUNNING', 'PAUSED', 'FORCE') },
  exclusive: [
    [
      ['VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING', 1],
      ['VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED', 2],
    ],
  ],
  bus: ['org.libvirt.DomainSnapshot.Revert'],
})

export const domainSnapshotDelete = call('domainSnapshotDelete', 193, 'virDomainSnapshotDelete', {
  args: { snap: domainSnapshot, flags: uint },
  allow: ['domain:snapshot'],
  on: 'snap',
  writes: true,
  flags: { test: bits(domainSnapshotDeleteFlags, 'CHILDREN', 'CHILDREN_ONLY') },
  exclusive: [
    [
      ['VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN', 1],
      ['VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY', 4],
    ],
  ],
  bus: ['org.libvirt.DomainSnapshot.Delete'],
})

export const domainSnapshotGetParent = call('domainSnapshotGetParent', 244, 'virDomainSnapshotGetParent', {
  args: { snap: domainSnapshot, flags: uint },
  ret: { snap: domainSnapshot },
  allow: ['domain:read'],
  on: 'snap',
  priority: 'high',
  flags: { qemu: 0, test: 0 },
  bus: ['org.libvirt.DomainSnapshot.GetParent'],
})

export const domainSnapshotNumChildren = call('domainSnapshotNumChildren', 246, 'virDomainSnapshotNumChildren', {
  args: { snap: domainSnapshot, flags: uint },
  ret: { num: int },
  allow: ['domain:read'],
  on: 'snap',
  priority: 'high',
  flags: {
    qemu: bits(
      domainSnapshotListFlags,
      'DESCENDANTS',
      'TOPOLOGICAL',
      'METADATA',
      'NO_METADATA',
      'LEAVES',
      'NO_LEAVES',
      'INACTIVE',
      'ACTIVE',
      'DISK_ONLY',
      'INTERNAL',
      'EXTERNAL',
    ),
    test: bits(
      domainSnapshotListFlags,
      'DESCENDANTS',
      'TOPOLOGICAL',
      'METADATA',
      'NO_METADATA',
      'LEAVES',
      'NO_LEAVES',
      'INACTIVE',
      'ACTIVE',
      'DISK_ONLY',
      'INTERNAL',
      'EXTERNAL',
    ),
  },
})

export const domainSnapshotListChildrenNames = call(
  'domainSnapshotListChildrenNames',
  247,
  'virDomainSnapshotListChildrenNames',
  {
    args: { snap: domainSnapshot, maxnames: int, flags: uint },
    ret: { names: list(string, 16384) },
    allow: ['domain:read'],
    on: 'snap',
    priority: 'high',
    flags: {
      qemu: bits(
        domainSnapshotListFlags,
        'DESCENDANTS',
        'TOPOLOGICAL',
        'METADATA',
        'NO_METADATA',
        'LEAVES',
        'NO_LEAVES',
        'INACTIVE',
        'ACTIVE',
        'DISK_ONLY',
        'INTERNAL',
        'EXTERNAL',
      ),
      test: bits(
        domainSnapshotListFlags,
        'DESCENDANTS',
        'TOPOLOGICAL',
        'METADATA',
        'NO_METADATA',
        'LEAVES',
        'NO_LEAVES',
        'INACTIVE',
        'ACTIVE',
        'DISK_ONLY',
        'INTERNAL',
        'EXTERNAL',
      ),
    },
  },
)

export const domainSnapshotIsCurrent = call('domainSnapshotIsCurrent', 271, 'virDomainSnapshotIsCurrent', {
  args: { snap: domainSnapshot, flags: uint },
  ret: { current: int },
  allow: ['domain:read'],
  on: 'snap',
  flags: { qemu: 0, test: 0 },
  bus: ['org.libvirt.DomainSnapshot.IsCurrent'],
})

export const domainSnapshotHasMetadata = call('domainSnapshotHasMetadata', 272, 'virDomainSnapshotHasMetadata', {
  args: { snap: domainSnapshot, flags: uint },
  ret: { metadata: int },
  allow: ['domain:read'],
  on: 'snap',
  flags: { qemu: 0, test: 0 },
})

export const domainListAllSnapshots = call('domainListAllSnapshots', 274, 'virDomainListAllSnapshots', {
  args: { dom: domain, need_results: int, flags: uint },
  ret: { snapshots: list(domainSnapshot, 16384), ret: int },
  allow: ['domain:read'],
  on: 'dom',
  priority: 'high',
  flags: {
    qemu: bits(
      domainSnapshotListFlags,
      'ROOTS',
      'TOPOLOGICAL',
      'METADATA',
      'NO_METADATA',
      'LEAVES',
      'NO_LEAVES',
      'INACTIVE',
      'ACTIVE',
      'DISK_ONLY',
      'INTERNAL',
      'EXTERNAL',
    ),
    test: bits(
      domainSnapshotListFlags,
      'ROOTS',
      'TOPOLOGICAL',
      'METADATA',
      'NO_METADATA',
      'LEAVES',
      'NO_LEAVES',
      'INACTIVE',
      'ACTIVE',
      'DISK_ONLY',
      'INTERNAL',
      'EXTERNAL',
    ),
  },
  bus: ['org.libvirt.Domain.ListDomainSnapshots'],
})

export const domainSnapshotListAllChildren = call(
  'domainSnapshotListAllChildren',
  275,
  'virDomainSnapshotListAllChildren',
  {
    args: { snapshot: domainSnapshot, need_results: int, flags: uint },
    ret: { snapshots: list(domainSnapshot, 16384), ret: int },
    allow: ['domain:read'],
    on: 'snapshot',
    priority: 'high',
    flags: {
      qemu: bits(
        domainSnapshotListFlags,
        'DESCENDANTS',
        'TOPOLOGICAL',
        'METADATA',
        'NO_METADATA',
        'LEAVES',
        'NO_LEAVES',
        'INACTIVE',
        'ACTIVE',
        'DISK_ONLY',
        'INTERNAL',
        'EXTERNAL',
      ),
      test: bits(
        domainSnapshotListFlags,
        'DESCENDANTS',
        'TOPOLOGICAL',
        'METADATA',
        'NO_METADATA',
        'LEAVES',
        'NO_LEAVES',
        'INACTIVE',
        'ACTIVE',
        'DISK_ONLY',
        'INTERNAL',
        'EXTERNAL',
      ),
    },
    bus: ['org.libvirt.DomainSnapshot.ListChildren'],
  },
)
