import { release, version } from 'node:os'
import type { Host } from '../../../host/Host.js'
import { identifyFile } from '../../../host/identifyFile.js'
import type { ProcessUser } from '../../../host/Processes.js'
import { CapabilitiesCache } from './CapabilitiesCache.js'
import { kvmUsable } from './kvmUsable.js'
import { probeEmulator } from './probeEmulator.js'

/**
 * The capabilities of this machine's emulators.
 * @param cacheDirectory e.g. `/var/cache/libvirt`
 * @param user whom QEMU runs as; undefined for our own user
 */
export function systemCapabilities(
  cacheDirectory: string,
  { files, processes, clock }: Pick<Host, 'files' | 'processes' | 'clock'>,
  user: ProcessUser | undefined,
): CapabilitiesCache {
  return new CapabilitiesCache(cacheDirectory, {
    files,
    identify: identifyFile,
    kernel: `${release()} ${version()}`,
    kvmUsable: () => kvmUsable(user),
    probe: (binary, usable) => probeEmulator(binary, usable, { processes, clock, user }),
  })
}
