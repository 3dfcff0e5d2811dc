// A core file of a running guest: its memory alone, in a format that debuggers read, or all of QEMU's state.
import { open } from 'node:fs'
import { lstat, rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { domainCoreDumpFlags, domainCoreDumpFormat } from '../../../api/enums/domain.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { openFlags } from '../../../host/openFlags.js'
import { systemError } from '../../../host/systemError.js'
import type { JobProgress } from '../domain/AsyncJob.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QmpMonitor } from '../monitor/QmpMonitor.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { killGuest } from './killGuest.js'
import { leaveLastMigration, writeState } from './migration.js'
import { migrationProgress, runAsyncJob } from './runAsyncJob.js'

const { LIVE, CRASH, RESET, BYPASS_CACHE, MEMORY_ONLY } = domainCoreDumpFlags

const openFile = promisify(open)

/** Milliseconds between two looks. */
const interval = 20

/** QEMU's names, by virDomainCoreDumpFormat. */
const formats: ReadonlyMap<number, string> = new Map([
  [domainCoreDumpFormat.RAW, 'elf'],
  [domainCoreDumpFormat.KDUMP_ZLIB, 'kdump-zlib'],
  [domainCoreDumpFormat.KDUMP_LZO, 'kdump-lzo'],
  [domainCoreDumpFormat.KDUMP_SNAPPY, 'kdump-snappy'],
  [domainCoreDumpFormat.WIN_DMP, 'win-dmp'],
])

/**
 * Writes a guest into a core file. Needs the domain's job. Unless it is to go on meanwhile, the guest stands still until the file
 * is written; then it goes on where it was, begins anew, or ends, as the flags say.
 * @param format virDomainCoreDumpFormat
 * @param flags virDomainCoreDumpFlags
 * @throws LibvirtError INVALID_ARG, OPERATION_UNSUPPORTED, SYSTEM_ERROR when the file cannot be made, OPERATION_ABORTED
 */
export async function dumpGuest(
  context: QemuDriverContext,
  domain: QemuDomain,
  { path, format, flags }: { readonly path: string; readonly format: number; readonly flags: number },
): Promise<void> {
  const name = formats.get(format)
  if (name === undefined) throw new LibvirtError('INVALID_ARG', `unknown dumpformat '${format}'`)
  const memoryOnly = (flags & MEMORY_ONLY) !== 0
  if (!memoryOnly && format !== domainCoreDumpFormat.RAW) {
    const text = 'kdump-compressed format is only supported with memory-only dump'
    throw new LibvirtError('OPERATION_UNSUPPORTED', text)
  }
  const { is, guest } = domain.active()
  const ran = is === 'running'
  const monitor = domain.monitor()
  if (flags & BYPASS_CACHE) {
    throw new LibvirtError('OPERATION_UNSUPPORTED', 'bypass cache unsupported by this system', {
      hint: 'QEMU writes in pieces that do not fit the storage; leave the flag out',
    })
  }
  const fd = await openCore(path)
  try {
    if (ran && !(flags & LIVE)) {
      guest.pauseReason = 'DUMP'
      await monitor.execute('stop')
    }
    if (memoryOnly) await dumpMemory(context, domain, monitor, fd, name)
    else await dumpState(context, domain, monitor, fd)
  } catch (error) {
    await removeHalf(path)
    if (domain.guest === guest && ran) await goOn(monitor)
    throw error
  }
  if (flags & CRASH) return killGuest(context, guest, { ending: 'CRASHED' })
  if (flags & RESET) await monitor.execute('system_reset')
  if (ran) await goOn(monitor)
  await domain.written
}

/** Also a guest that ran all the time: QEMU stops it at the end of writing its state. */
async function goOn(monitor: QmpMonitor): Promise<void> {
  await monitor.execute('cont')
}

async function dumpState(
  context: QemuDriverContext,
  domain: QemuDomain,
  monitor: QmpMonitor,
  fd: number,
): Promise<void> {
  const job = {
    operation: 'DUMP',
    progress: migrationProgress(monitor),
    abort: async () => void (await monitor.execute('migrate_cancel')),
  } as const
  await leaveLastMigration(monitor)
  domain.active().guest.pauseReason = 'DUMP'
  await runAsyncJob(context, domain, job, () => writeState(monitor, context.host.clock, fd))
}

async function dumpMemory(
  context: QemuDriverContext,
  domain: QemuDomain,
  monitor: QmpMonitor,
  fd: number,
  format: string,
): Promise<void> {
  const progress = async (): Promise<JobProgress> => {
    const state = await monitor.execute('query-dump')
    const [total, processed] = [BigInt(state.field('total').integer()), BigInt(state.field('completed').integer())]
    return { total, processed, remaining: total - processed }
  }
  const abort = () => Promise.reject(new LibvirtError('OPERATION_INVALID', 'cannot abort memory-only dump'))
  await runAsyncJob(context, domain, { operation: 'DUMP', progress, abort }, async () => {
    await monitor.execute('getfd', { fdname: 'dump' }, { descriptors: [fd] })
    await monitor.execute('dump-guest-memory', { paging: false, protocol: 'fd:dump', detach: true, format })
    for (;;) {
      const status = (await monitor.execute('query-dump')).field('status').string()
      if (status === 'completed') return
      if (status === 'failed') {
        const why = domain.active().guest.dumpFailure ?? 'QEMU does not say why'
        throw new LibvirtError('OPERATION_FAILED', `domain core dump job: unexpectedly failed: ${why}`)
      }
      await context.host.clock.sleep(interval)
    }
  })
}

/** Half a core file is none; a device or a pipe that the client named stays. */
async function removeHalf(path: string): Promise<void> {
  const facts = await lstat(path).catch(() => undefined)
  if (facts?.isFile()) await rm(path, { force: true })
}

/** @returns a descriptor for QEMU */
async function openCore(path: string): Promise<number> {
  try {
    return await openFile(path, openFlags.replace, 0o600)
  } catch (error) {
    throw systemError(`Failed to create file '${path}'`, error)
  }
}
