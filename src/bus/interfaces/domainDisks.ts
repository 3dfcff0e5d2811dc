// Disks and the jobs that run on them.
import { LibvirtError } from '../../api/LibvirtError.js'
import * as calls from '../../api/calls/index.js'
import { absentIfEmpty } from '../values/texts.js'
import { parametersFromEntries, parametersToEntries } from '../values/typedParameters.js'
import type { DomainMethods } from './domainSelf.js'

const mostBlockParameters = calls.domainGetBlkioParameters.ret.params.max
const mostTuneParameters = calls.domainGetBlockIoTune.ret.params.max
const mostDiskErrors = calls.domainGetDiskErrors.ret.errors.max

export const domainDisks = {
  BlockCommit: (call, disk, base, top, bandwidth, flags) =>
    call.perform(calls.domainBlockCommit, { dom: call.self, disk, base, top, bandwidth, flags }),
  BlockCopy: (call, path, destxml, entries, flags) => {
    const params = parametersFromEntries(entries)
    return call.perform(calls.domainBlockCopy, { dom: call.self, path, destxml, params, flags })
  },
  BlockJobAbort: (call, path, flags) => call.perform(calls.domainBlockJobAbort, { dom: call.self, path, flags }),
  BlockJobSetSpeed: (call, path, bandwidth, flags) =>
    call.perform(calls.domainBlockJobSetSpeed, { dom: call.self, path, bandwidth, flags }),
  BlockPeek: async (call, path, offset, size, flags) => {
    const args = { dom: call.self, path, offset, size: peekSize('block', size, calls.domainBlockPeek), flags }
    return (await call.perform(calls.domainBlockPeek, args)).buffer
  },
  BlockPull: (call, path, bandwidth, flags) =>
    call.perform(calls.domainBlockPull, { dom: call.self, path, bandwidth, flags }),
  BlockRebase: (call, path, base, bandwidth, flags) =>
    call.perform(calls.domainBlockRebase, { dom: call.self, path, base: absentIfEmpty(base), bandwidth, flags }),
  BlockResize: (call, disk, size, flags) =>
    call.perform(calls.domainBlockResize, { dom: call.self, disk, size, flags }),
  GetBlockIOParameters: async (call, flags) => {
    const args = { dom: call.self, nparams: mostBlockParameters, flags }
    return parametersToEntries((await call.perform(calls.domainGetBlkioParameters, args)).params)
  },
  GetBlockIOTune: async (call, disk, flags) => {
    const args = { dom: call.self, disk, nparams: mostTuneParameters, flags }
    return parametersToEntries((await call.perform(calls.domainGetBlockIoTune, args)).params)
  },
  GetBlockJobInfo: async (call, path, flags) => {
    const job = await call.perform(calls.domainGetBlockJobInfo, { dom: call.self, path, flags })
    return job.found ? [job.type, job.bandwidth, job.cur, job.end] : [0, 0n, 0n, 0n]
  },
  GetDiskErrors: async (call, flags) => {
    const { errors } = await call.perform(calls.domainGetDiskErrors, {
      dom: call.self,
      maxerrors: mostDiskErrors,
      flags,
    })
    return errors.map(({ disk, error }) => [disk, error])
  },
  MemoryPeek: async (call, offset, size, flags) => {
    const args = { dom: call.self, offset, size: peekSize('memory', size, calls.domainMemoryPeek), flags }
    return (await call.perform(calls.domainMemoryPeek, args)).buffer
  },
  SetBlockIOParameters: (call, params, flags) =>
    call.perform(calls.domainSetBlkioParameters, { dom: call.self, params: parametersFromEntries(params), flags }),
  SetBlockIOTune: (call, disk, entries, flags) => {
    const params = parametersFromEntries(entries)
    return call.perform(calls.domainSetBlockIoTune, { dom: call.self, disk, params, flags })
  },
  SetBlockThreshold: (call, dev, threshold, flags) =>
    call.perform(calls.domainSetBlockThreshold, { dom: call.self, dev, threshold, flags }),
} satisfies Partial<DomainMethods>

/** The road has 32 bits for it, and less in an answer. @throws LibvirtError INVALID_ARG, as libvirt's client side does */
function peekSize(what: string, size: bigint, { ret }: { ret: { buffer: { max: number } } }): number {
  const { max } = ret.buffer
  if (size <= max) return Number(size)
  const text = `${what} peek request too large for remote protocol, ${size} > ${max}`
  throw new LibvirtError('INVALID_ARG', text, { domain: 'REMOTE', bare: true })
}
