// Rows of the call table, see call.ts.
import { bits, call } from '../call.js'
import {
  domainCheckpointCreateFlags,
  domainCheckpointDeleteFlags,
  domainCheckpointListFlags,
  domainCheckpointXMLFlags,
} from '../enums/domainCheckpoint.js'
import { domain, domainCheckpoint, int, list, optional, string, uint } from '../schema.js'

export const domainCheckpointCreateXml = call('domainCheckpointCreateXml', 411, 'virDomainCheckpointCreateXML', {
  args: { dom: domain, xml_desc: string, flags: uint },
  ret: { checkpoint: domainCheckpoint },
  allow: ['domain:checkpoint', { permission: 'domain:fs_freeze', ifAllFlags: domainCheckpointCreateFlags.QUIESCE }],
  on: 'dom',
  writes: true,
  flags: { test: bits(domainCheckpointCreateFlags, 'REDEFINE', 'QUIESCE') },
  exclusive: [
    [
      ['VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE', 1],
      ['VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE', 2],
    ],
  ],
  requires: [
    [
      ['VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE_VALIDATE', 4],
      ['VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE', 1],
    ],
  ],
})

export const domainCheckpointGetXmlDesc = call('domainCheckpointGetXmlDesc', 412, 'virDomainCheckpointGetXMLDesc', {
  args: { checkpoint: domainCheckpoint, flags: uint },
  ret: { xml: string },
  allow: ['domain:read', { permission: 'domain:read_secure', ifAllFlags: domainCheckpointXMLFlags.SECURE }],
  on: 'checkpoint',
  writes: { ifAnyFlag: domainCheckpointXMLFlags.SECURE },
  flags: { test: bits(domainCheckpointXMLFlags, 'SECURE', 'NO_DOMAIN', 'SIZE') },
})

export const domainListAllCheckpoints = call('domainListAllCheckpoints', 413, 'virDomainListAllCheckpoints', {
  args: { dom: domain, need_results: int, flags: uint },
  ret: { checkpoints: list(domainCheckpoint, 16384), ret: int },
  allow: ['domain:read'],
  on: 'dom',
  priority: 'high',
  flags: {
    qemu: bits(domainCheckpointListFlags, 'ROOTS', 'TOPOLOGICAL', 'LEAVES', 'NO_LEAVES'),
    test: bits(domainCheckpointListFlags, 'ROOTS', 'TOPOLOGICAL', 'LEAVES', 'NO_LEAVES'),
  },
})

export const domainCheckpointListAllChildren = call(
  'domainCheckpointListAllChildren',
  414,
  'virDomainCheckpointListAllChildren',
  {
    args: { checkpoint: domainCheckpoint, need_results: int, flags: uint },
    ret: { checkpoints: list(domainCheckpoint, 16384), ret: int },
    allow: ['domain:read'],
    on: 'checkpoint',
    priority: 'high',
    flags: {
      qemu: bits(domainCheckpointListFlags, 'DESCENDANTS', 'TOPOLOGICAL', 'LEAVES', 'NO_LEAVES'),
      test: bits(domainCheckpointListFlags, 'DESCENDANTS', 'TOPOLOGICAL', 'LEAVES', 'NO_LEAVES'),
    },
  },
)

export const domainCheckpointLookupByName = call(
  'domainCheckpointLookupByName',
  415,
  'virDomainCheckpointLookupByName',
  {
    args: { dom: domain, name: string, flags: uint },
    ret: { checkpoint: domainCheckpoint },
    allow: ['domain:read'],
    on: 'result',
    priority: 'high',
    flags: { qemu: 0, test: 0 },
  },
)

export const domainCheckpointGetParent = call('domainCheckpointGetParent', 416, 'virDomainCheckpointGetParent', {
  args: { checkpoint: domainCheckpoint, flags: uint },
  ret: { parent: domainCheckpoint },
  allow: ['domain:read'],
  on: 'checkpoint',
  priority: 'high',
  flags: { qemu: 0, test: 0 },
})

export const domainCheckpointDelete = call('domainCheckpointDelete', 417, 'virDomainCheckpointDelete', {
  args: { checkpoint: domainCheckpoint, flags: uint },
  allow: ['domain:checkpoint'],
  on: 'checkpoint',
  writes: true,
  flags: { test: bits(domainCheckpointDeleteFlags, 'CHILDREN', 'METADATA_ONLY', 'CHILDREN_ONLY') },
  exclusive: [
    [
      ['VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN', 1],
      ['VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY', 4],
    ],
  ],
})

export const domainBackupBegin = call('domainBackupBegin', 421, 'virDomainBackupBegin', {
  args: { dom: domain, backup_xml: string, checkpoint_xml: optional(string), flags: uint },
  allow: ['domain:checkpoint', 'domain:block_write'],
  on: 'dom',
  writes: true,
})

export const domainBackupGetXmlDesc = call('domainBackupGetXmlDesc', 422, 'virDomainBackupGetXMLDesc', {
  args: { dom: domain, flags: uint },
  ret: { xml: string },
  allow: ['domain:read'],
  on: 'dom',
  priority: 'high',
})
