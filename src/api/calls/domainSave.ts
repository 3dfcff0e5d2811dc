// Rows of the call table, see call.ts.
import { bits, call } from '../call.js'
import { domainCoreDumpFlags, domainSaveImageXMLFlags, domainSaveRestoreFlags } from '../enums/domain.js'
import { domain, int, list, optional, string, typedParameter, uint } from '../schema.js'

export const domainCoreDump = call('domainCoreDump', 53, 'virDomainCoreDump', {
  args: { dom: domain, to: string, flags: uint },
  allow: ['domain:core_dump'],
  on: 'dom',
  writes: true,
  flags: { test: domainCoreDumpFlags.CRASH },
  exclusive: [
    [
      ['VIR_DUMP_CRASH', 1],
      ['VIR_DUMP_LIVE', 2],
    ],
    [
      ['VIR_DUMP_CRASH', 1],
      ['VIR_DUMP_RESET', 8],
    ],
    [
      ['VIR_DUMP_LIVE', 2],
      ['VIR_DUMP_RESET', 8],
    ],
  ],
})

export const domainRestore = call('domainRestore', 54, 'virDomainRestore', {
  args: { from: string },
  allow: ['domain:start', 'domain:write'],
  on: 'new',
  fromFile: true,
  writes: true,
})

export const domainSave = call('domainSave', 55, 'virDomainSave', {
  args: { dom: domain, to: string },
  allow: ['domain:hibernate'],
  on: 'dom',
  writes: true,
})

export const domainManagedSave = call('domainManagedSave', 182, 'virDomainManagedSave', {
  args: { dom: domain, flags: uint },
  allow: ['domain:hibernate'],
  on: 'dom',
  writes: true,
  flags: {
    qemu: bits(domainSaveRestoreFlags, 'BYPASS_CACHE', 'RUNNING', 'PAUSED'),
    test: bits(domainSaveRestoreFlags, 'BYPASS_CACHE', 'RUNNING', 'PAUSED'),
  },
  exclusive: [
    [
      ['VIR_DOMAIN_SAVE_RUNNING', 2],
      ['VIR_DOMAIN_SAVE_PAUSED', 4],
    ],
  ],
  bus: ['org.libvirt.Domain.ManagedSave'],
})

export const domainHasManagedSaveImage = call('domainHasManagedSaveImage', 183, 'virDomainHasManagedSaveImage', {
  args: { dom: domain, flags: uint },
  ret: { result: int },
  allow: ['domain:read'],
  on: 'dom',
  flags: { qemu: 0, test: 0 },
  bus: ['org.libvirt.Domain.HasManagedSaveImage'],
})

export const domainManagedSaveRemove = call('domainManagedSaveRemove', 184, 'virDomainManagedSaveRemove', {
  args: { dom: domain, flags: uint },
  allow: ['domain:hibernate'],
  on: 'dom',
  writes: true,
  flags: { qemu: 0, test: 0 },
  bus: ['org.libvirt.Domain.ManagedSaveRemove'],
})

export const domainSaveFlags = call('domainSaveFlags', 232, 'virDomainSaveFlags', {
  args: { dom: domain, to: string, dxml: optional(string), flags: uint },
  allow: ['domain:hibernate'],
  on: 'dom',
  writes: true,
  flags: { qemu: bits(domainSaveRestoreFlags, 'BYPASS_CACHE', 'RUNNING', 'PAUSED'), test: 0 },
  exclusive: [
    [
      ['VIR_DOMAIN_SAVE_RUNNING', 2],
      ['VIR_DOMAIN_SAVE_PAUSED', 4],
    ],
  ],
  bus: ['org.libvirt.Domain.Save'],
})

export const domainRestoreFlags = call('domainRestoreFlags', 233, 'virDomainRestoreFlags', {
  args: { from: string, dxml: optional(string), flags: uint },
  allow: ['domain:start', 'domain:write'],
  on: 'new',
  fromFile: true,
  writes: true,
  flags: { test: 0 },
  exclusive: [
    [
      ['VIR_DOMAIN_SAVE_RUNNING', 2],
      ['VIR_DOMAIN_SAVE_PAUSED', 4],
    ],
  ],
  bus: ['org.libvirt.Connect.DomainRestore'],
})

export const domainSaveImageGetXmlDesc = call('domainSaveImageGetXmlDesc', 235, 'virDomainSaveImageGetXMLDesc', {
  args: { file: string, flags: uint },
  ret: { xml: string },
  allow: ['domain:write'],
  on: 'new',
  fromFile: true,
  writes: true,
  priority: 'high',
  flags: { qemu: domainSaveImageXMLFlags.XML_SECURE, test: domainSaveImageXMLFlags.XML_SECURE },
  bus: ['org.libvirt.Connect.DomainSaveImageGetXMLDesc'],
})

export const domainSaveImageDefineXml = call('domainSaveImageDefineXml', 236, 'virDomainSaveImageDefineXML', {
  args: { file: string, dxml: string, flags: uint },
  allow: ['domain:write', 'domain:hibernate'],
  on: 'new',
  fromFile: true,
  writes: true,
  priority: 'high',
  flags: {
    qemu: bits(domainSaveRestoreFlags, 'RUNNING', 'PAUSED'),
    test: bits(domainSaveRestoreFlags, 'RUNNING', 'PAUSED'),
  },
  exclusive: [
    [
      ['VIR_DOMAIN_SAVE_RUNNING', 2],
      ['VIR_DOMAIN_SAVE_PAUSED', 4],
    ],
  ],
  bus: ['org.libvirt.Connect.DomainSaveImageDefineXML'],
})

export const domainCoreDumpWithFormat = call('domainCoreDumpWithFormat', 334, 'virDomainCoreDumpWithFormat', {
  args: { dom: domain, to: string, dumpformat: uint, flags: uint },
  allow: ['domain:core_dump'],
  on: 'dom',
  writes: true,
  flags: {
    qemu: bits(domainCoreDumpFlags, 'LIVE', 'CRASH', 'BYPASS_CACHE', 'RESET', 'MEMORY_ONLY'),
    test: domainCoreDumpFlags.CRASH,
  },
  exclusive: [
    [
      ['VIR_DUMP_CRASH', 1],
      ['VIR_DUMP_LIVE', 2],
    ],
    [
      ['VIR_DUMP_CRASH', 1],
      ['VIR_DUMP_RESET', 8],
    ],
    [
      ['VIR_DUMP_LIVE', 2],
      ['VIR_DUMP_RESET', 8],
    ],
  ],
  bus: ['org.libvirt.Domain.CoreDump'],
})

export const domainManagedSaveGetXmlDesc = call('domainManagedSaveGetXmlDesc', 388, 'virDomainManagedSaveGetXMLDesc', {
  args: { dom: domain, flags: uint },
  ret: { xml: string },
  allow: ['domain:read', { permission: 'domain:read_secure', ifAllFlags: domainSaveImageXMLFlags.XML_SECURE }],
  on: 'dom',
  writes: { ifAnyFlag: domainSaveImageXMLFlags.XML_SECURE },
  flags: { test: domainSaveImageXMLFlags.XML_SECURE, qemu: domainSaveImageXMLFlags.XML_SECURE },
})

export const domainManagedSaveDefineXml = call('domainManagedSaveDefineXml', 389, 'virDomainManagedSaveDefineXML', {
  args: { dom: domain, dxml: optional(string), flags: uint },
  allow: ['domain:write', 'domain:hibernate'],
  on: 'dom',
  writes: true,
  flags: { test: bits(domainSaveRestoreFlags, 'RUNNING', 'PAUSED') },
  exclusive: [
    [
      ['VIR_DOMAIN_SAVE_RUNNING', 2],
      ['VIR_DOMAIN_SAVE_PAUSED', 4],
    ],
  ],
})

export const domainSaveParams = call('domainSaveParams', 440, 'virDomainSaveParams', {
  args: { dom: domain, params: list(typedParameter, 64), flags: uint },
  allow: ['domain:hibernate'],
  on: 'dom',
  writes: true,
  flags: {
    test: bits(domainSaveRestoreFlags, 'BYPASS_CACHE', 'RUNNING', 'PAUSED'),
    qemu: bits(domainSaveRestoreFlags, 'BYPASS_CACHE', 'RUNNING', 'PAUSED'),
  },
  exclusive: [
    [
      ['VIR_DOMAIN_SAVE_RUNNING', 2],
      ['VIR_DOMAIN_SAVE_PAUSED', 4],
    ],
  ],
})

export const domainRestoreParams = call('domainRestoreParams', 441, 'virDomainRestoreParams', {
  args: { params: list(typedParameter, 64), flags: uint },
  allow: ['domain:start', 'domain:write'],
  on: 'new',
  fromFile: true,
  writes: true,
  flags: { test: bits(domainSaveRestoreFlags, 'BYPASS_CACHE', 'RUNNING', 'PAUSED') },
  exclusive: [
    [
      ['VIR_DOMAIN_SAVE_RUNNING', 2],
      ['VIR_DOMAIN_SAVE_PAUSED', 4],
    ],
  ],
})
