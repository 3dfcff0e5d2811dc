// Which emulators this machine has, and what reading a domain's document takes from them.
import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import { LibvirtError } from '../../api/LibvirtError.js'
import { hostArchitecture } from '../../host/nodeFacts.js'
import type { QemuCapabilities } from '../../model/capabilities/QemuCapabilities.js'
import type { QemuContext } from '../../model/domain/DomainContext.js'
import { parseXml } from '../../model/xml/parseXml.js'
import type { Random } from '../../model/Random.js'
import type { CapabilitiesCache } from './capabilities/CapabilitiesCache.js'
import { emulatorCandidates } from './capabilities/emulatorCandidates.js'
import type { Emulators } from './Emulators.js'

/** What a document's meaning depends on besides emulators. */
export type ReadingContext = Omit<QemuContext, 'defaultEmulator' | 'capabilities'>

/**
 * @param path folders that emulators are looked for in, as PATH has them
 * @param reading asked anew for each document
 */
export function systemEmulators(
  cache: CapabilitiesCache,
  random: Random,
  path: string,
  reading: () => ReadingContext,
): Emulators {
  const hostArch = hostArchitecture()
  const general = { random, hostArch, securityModel: 'none' }

  /** The best emulator for an architecture; undefined when none is installed. */
  async function defaultEmulator(arch: string): Promise<string | undefined> {
    for (const candidate of emulatorCandidates(hostArch, arch)) {
      const files = candidate.startsWith('/') ? [candidate] : path.split(':').map(folder => join(folder, candidate))
      for (const file of files) if (await isExecutable(file)) return file
    }
    return undefined
  }

  return {
    plainContext: general,
    capabilities: emulator => cache.of(emulator),
    find: defaultEmulator,
    async native() {
      const emulator = await defaultEmulator(hostArch)
      return emulator === undefined ? undefined : cache.of(emulator)
    },
    async contextFor(xml) {
      const { arch = hostArch, emulator } = named(xml)
      const usual = await defaultEmulator(arch)
      const chosen = emulator ?? usual
      const known = new Map<string, QemuCapabilities>()
      if (chosen !== undefined) {
        const capabilities = await cache.of(chosen).catch(unlessUnknown)
        if (capabilities) known.set(chosen, capabilities)
      }
      return {
        ...general,
        qemu: {
          ...reading(),
          defaultEmulator: wanted => (wanted === arch ? usual : undefined),
          capabilities: wanted => known.get(wanted),
        },
      }
    },
  }
}

/** What a document says about its emulator, read loosely: what is wrong with it is found out by whoever parses it. */
function named(xml: string): { arch: string | undefined; emulator: string | undefined } {
  const root = parseXml(xml, '(domain_definition)')
  const emulator = root.descend('devices', 'emulator')?.text.trim()
  return {
    arch: root.descend('os', 'type')?.attribute('arch') ?? undefined,
    emulator: emulator === '' ? undefined : emulator,
  }
}

/** An emulator that is not there, or is none: the document is refused by its own check, or need not have one. */
function unlessUnknown(error: unknown): undefined {
  if (error instanceof LibvirtError) return undefined
  throw error
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
}
