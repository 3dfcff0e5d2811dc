// Rows of the call table, see call.ts.
import { bits, call } from '../call.js'
import {
  domainBlockCommitFlags,
  domainBlockCopyFlags,
  domainBlockJobAbortFlags,
  domainBlockJobInfoFlags,
  domainBlockJobSetSpeedFlags,
  domainBlockPullFlags,
  domainBlockRebaseFlags,
  domainBlockResizeFlags,
  domainModificationImpact,
} from '../enums/domain.js'
import { typedParameterFlags } from '../enums/typedParameter.js'
import { domain, hyper, int, list, opaque, optional, string, typedParameter, uhyper, uint } from '../schema.js'
import { domainDiskError } from './structs.js'

export const domainBlockStats = call('domainBlockStats', 64, 'virDomainBlockStats', {
  args: { dom: domain, path: string },
  ret: { rd_req: hyper, rd_bytes: hyper, wr_req: hyper, wr_bytes: hyper, errs: hyper },
  allow: ['domain:read'],
  on: 'dom',
})

export const domainBlockPeek = call('domainBlockPeek', 103, 'virDomainBlockPeek', {
  args: { dom: domain, path: string, offset: uhyper, size: uint, flags: uint },
  ret: { buffer: opaque(4194304) },
  allow: ['domain:block_read'],
  on: 'dom',
  writes: true,
  flags: { test: 0, qemu: 0 },
  bus: ['org.libvirt.Domain.BlockPeek'],
})

export const domainGetBlockInfo = call('domainGetBlockInfo', 194, 'virDomainGetBlockInfo', {
  args: { dom: domain, path: string, flags: uint },
  ret: { allocation: uhyper, capacity: uhyper, physical: uhyper },
  allow: ['domain:read'],
  on: 'dom',
  flags: { qemu: 0, test: 0 },
})

export const domainBlockJobAbort = call('domainBlockJobAbort', 237, 'virDomainBlockJobAbort', {
  args: { dom: domain, path: string, flags: uint },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
  flags: {
    test: bits(domainBlockJobAbortFlags, 'ASYNC', 'PIVOT'),
    qemu: bits(domainBlockJobAbortFlags, 'ASYNC', 'PIVOT'),
  },
  bus: ['org.libvirt.Domain.BlockJobAbort'],
})

export const domainGetBlockJobInfo = call('domainGetBlockJobInfo', 238, 'virDomainGetBlockJobInfo', {
  args: { dom: domain, path: string, flags: uint },
  ret: { found: int, type: int, bandwidth: uhyper, cur: uhyper, end: uhyper },
  allow: ['domain:read'],
  on: 'dom',
  flags: { test: domainBlockJobInfoFlags.BANDWIDTH_BYTES, qemu: domainBlockJobInfoFlags.BANDWIDTH_BYTES },
  bus: ['org.libvirt.Domain.GetBlockJobInfo'],
})

export const domainBlockJobSetSpeed = call('domainBlockJobSetSpeed', 239, 'virDomainBlockJobSetSpeed', {
  args: { dom: domain, path: string, bandwidth: uhyper, flags: uint },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
  flags: { test: domainBlockJobSetSpeedFlags.BANDWIDTH_BYTES, qemu: domainBlockJobSetSpeedFlags.BANDWIDTH_BYTES },
  bus: ['org.libvirt.Domain.BlockJobSetSpeed'],
})

export const domainBlockPull = call('domainBlockPull', 240, 'virDomainBlockPull', {
  args: { dom: domain, path: string, bandwidth: uhyper, flags: uint },
  allow: ['domain:block_write'],
  on: 'dom',
  writes: true,
  flags: { test: domainBlockPullFlags.BANDWIDTH_BYTES, qemu: domainBlockPullFlags.BANDWIDTH_BYTES },
  bus: ['org.libvirt.Domain.BlockPull'],
})

export const domainBlockStatsFlags = call('domainBlockStatsFlags', 243, 'virDomainBlockStatsFlags', {
  args: { dom: domain, path: string, nparams: int, flags: uint },
  ret: { params: list(typedParameter, 16), nparams: int },
  allow: ['domain:read'],
  on: 'dom',
  flags: { test: typedParameterFlags.PARAM_STRING_OKAY, qemu: typedParameterFlags.PARAM_STRING_OKAY },
})

export const domainBlockResize = call('domainBlockResize', 251, 'virDomainBlockResize', {
  args: { dom: domain, disk: string, size: uhyper, flags: uint },
  allow: ['domain:block_write'],
  on: 'dom',
  writes: true,
  flags: { test: bits(domainBlockResizeFlags, 'BYTES'), qemu: bits(domainBlockResizeFlags, 'BYTES', 'CAPACITY') },
  bus: ['org.libvirt.Domain.BlockResize'],
})

export const domainSetBlockIoTune = call('domainSetBlockIoTune', 252, 'virDomainSetBlockIoTune', {
  args: { dom: domain, disk: string, params: list(typedParameter, 32), flags: uint },
  allow: [
    'domain:write',
    { permission: 'domain:save', unlessAnyFlag: bits(domainModificationImpact, 'CONFIG', 'LIVE') },
    { permission: 'domain:save', ifAllFlags: domainModificationImpact.CONFIG },
  ],
  on: 'dom',
  writes: true,
  flags: {
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG'),
  },
  bus: ['org.libvirt.Domain.SetBlockIOTune'],
})

export const domainGetBlockIoTune = call('domainGetBlockIoTune', 253, 'virDomainGetBlockIoTune', {
  args: { dom: domain, disk: optional(string), nparams: int, flags: uint },
  ret: { params: list(typedParameter, 32), nparams: int },
  allow: ['domain:read'],
  on: 'dom',
  flags: {
    qemu: bits(domainModificationImpact, 'LIVE', 'CONFIG') | typedParameterFlags.PARAM_STRING_OKAY,
    test: bits(domainModificationImpact, 'LIVE', 'CONFIG') | typedParameterFlags.PARAM_STRING_OKAY,
  },
  exclusive: [
    [
      ['VIR_DOMAIN_AFFECT_LIVE', 1],
      ['VIR_DOMAIN_AFFECT_CONFIG', 2],
    ],
  ],
  bus: ['org.libvirt.Domain.GetBlockIOTune'],
})

export const domainGetDiskErrors = call('domainGetDiskErrors', 263, 'virDomainGetDiskErrors', {
  args: { dom: domain, maxerrors: uint, flags: uint },
  ret: { errors: list(domainDiskError, 256), nerrors: int },
  allow: ['domain:read'],
  on: 'dom',
  flags: { qemu: 0, test: 0 },
  bus: ['org.libvirt.Domain.GetDiskErrors'],
})

export const domainBlockRebase = call('domainBlockRebase', 266, 'virDomainBlockRebase', {
  args: { dom: domain, path: string, base: optional(string), bandwidth: uhyper, flags: uint },
  allow: ['domain:block_write'],
  on: 'dom',
  writes: true,
  flags: {
    test: bits(domainBlockRebaseFlags, 'SHALLOW', 'REUSE_EXT', 'COPY', 'COPY_RAW', 'COPY_DEV', 'BANDWIDTH_BYTES'),
    qemu: bits(
      domainBlockRebaseFlags,
      'SHALLOW',
      'REUSE_EXT',
      'COPY',
      'COPY_RAW',
      'RELATIVE',
      'COPY_DEV',
      'BANDWIDTH_BYTES',
    ),
  },
  bus: ['org.libvirt.Domain.BlockRebase'],
})

export const domainBlockCommit = call('domainBlockCommit', 290, 'virDomainBlockCommit', {
  args: { dom: domain, disk: string, base: optional(string), top: optional(string), bandwidth: uhyper, flags: uint },
  allow: ['domain:block_write'],
  on: 'dom',
  writes: true,
  flags: {
    test: bits(domainBlockCommitFlags, 'SHALLOW', 'ACTIVE', 'BANDWIDTH_BYTES'),
    qemu: bits(domainBlockCommitFlags, 'SHALLOW', 'ACTIVE', 'RELATIVE', 'DELETE', 'BANDWIDTH_BYTES'),
  },
  bus: ['org.libvirt.Domain.BlockCommit'],
})

export const domainBlockCopy = call('domainBlockCopy', 345, 'virDomainBlockCopy', {
  args: { dom: domain, path: string, destxml: string, params: list(typedParameter, 16), flags: uint },
  allow: ['domain:block_write'],
  on: 'dom',
  writes: true,
  flags: {
    test: bits(domainBlockCopyFlags, 'SHALLOW', 'REUSE_EXT'),
    qemu: bits(domainBlockCopyFlags, 'SHALLOW', 'REUSE_EXT', 'TRANSIENT_JOB', 'SYNCHRONOUS_WRITES'),
  },
  bus: ['org.libvirt.Domain.BlockCopy'],
})

export const domainSetBlockThreshold = call('domainSetBlockThreshold', 386, 'virDomainSetBlockThreshold', {
  args: { dom: domain, dev: string, threshold: uhyper, flags: uint },
  allow: ['domain:write'],
  on: 'dom',
  writes: true,
  flags: { qemu: 0 },
  bus: ['org.libvirt.Domain.SetBlockThreshold'],
})
