// Which emulators this machine has, and what reading a domain's document takes from them.
import { createHash } from 'node:crypto'
import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import { LibvirtError } from '../../api/LibvirtError.js'
import { hostArchitecture } from '../../host/nodeFacts.js'
import type { QemuCapabilities } from '../../model/capabilities/QemuCapabilities.js'
import type { QemuContext } from '../../model/domain/DomainContext.js'
import type { Random } from '../../model/Random.js'
import type { CapabilitiesCache } from './capabilities/CapabilitiesCache.js'
import { emulatorCandidates } from './capabilities/emulatorCandidates.js'
import type { EmulatorContext, Emulators } from './Emulators.js'

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
    // It becomes part of a path.
    if (!/^\w+$/.test(arch)) return undefined
    for (const candidate of emulatorCandidates(hostArch, arch)) {
      const files = candidate.startsWith('/') ? [candidate] : path.split(':').map(folder => join(folder, candidate))
      for (const file of files) if (await isExecutable(file)) return file
    }
    return undefined
  }

  const recent = new Map<string, Promise<EmulatorContext | undefined>>()
  return {
    plainContext: general,
    capabilities: emulator => cache.of(emulator),
    find: defaultEmulator,
    async native() {
      const emulator = await defaultEmulator(hostArch)
      return emulator === undefined ? undefined : cache.of(emulator)
    },
    contextFor: async xml => (await withoutRunning(named(xml))) ?? lookUp(named(xml), true),
    contextWithoutRunning: xml => withoutRunning(named(xml)),
    surroundings: describe,
  }

  /** The host's own emulators are trusted, and what is remembered of others was found out for somebody who might. */
  async function isKnown({ arch = hostArch, emulator }: Named): Promise<boolean> {
    if (emulator === undefined || emulator === (await defaultEmulator(arch))) return true
    return (await cache.remembered(emulator).catch(unlessUnknown)) !== undefined
  }

  /** Who defines a thousand guests need not look at the emulator a thousand times. */
  async function withoutRunning(wanted: Named): Promise<EmulatorContext | undefined> {
    const key = `${wanted.arch} ${wanted.emulator}`
    const remembered = recent.get(key)
    if (remembered) return remembered
    const context = isKnown(wanted).then(known => (known ? lookUp(wanted, false) : undefined))
    const forget = () => recent.get(key) === context && recent.delete(key)
    recent.set(key, context)
    setTimeout(forget, contextLifetime).unref()
    context.then(found => found ?? forget(), forget)
    return context
  }

  async function describe(emulator: string): Promise<string | undefined> {
    const origin = await cache.originOf(emulator).catch(unlessUnknown)
    const parts = { hostArch, securityModel: general.securityModel, reading: reading(), emulator, origin }
    return origin && createHash('sha256').update(JSON.stringify(parts, plainly)).digest('base64url')
  }

  /** @param mayRun an emulator that is not one of the host's own */
  async function lookUp({ arch = hostArch, emulator }: Named, mayRun: boolean): Promise<EmulatorContext> {
    const usual = await defaultEmulator(arch)
    const chosen = emulator ?? usual
    const before = chosen === undefined ? undefined : await describe(chosen)
    const known = new Map<string, QemuCapabilities>()
    if (chosen !== undefined) {
      const learn = mayRun || chosen === usual ? cache.of(chosen) : cache.remembered(chosen)
      const capabilities = await learn.catch(unlessUnknown)
      if (capabilities) known.set(chosen, capabilities)
    }
    return {
      ...general,
      surroundings: before,
      qemu: {
        ...reading(),
        defaultEmulator: wanted => (wanted === arch ? usual : undefined),
        capabilities: wanted => known.get(wanted),
      },
    }
  }
}

interface Named {
  readonly arch: string | undefined
  readonly emulator: string | undefined
}

/** Milliseconds that what is known of an emulator is good for another document. */
const contextLifetime = 1000

/** Sets and maps as lists; functions are left out by JSON itself. */
const plainly = (_: string, value: unknown): unknown =>
  value instanceof Set || value instanceof Map ? [...value] : value

/**
 * What a document says about its emulator, read loosely and without parsing it twice: what is wrong with it is found out by
 * whoever parses it.
 */
function named(xml: string): Named {
  const said = without(without(xml, '<!--', '-->'), '<metadata>', '</metadata>')
  const os = /<os\b/.exec(said)
  const type = os && /<type\b[^>]{0,1000}/.exec(said.slice(os.index))
  const [, , arch] = /\barch\s*=\s*(['"])(.*?)\1/.exec(type?.[0] ?? '') ?? []
  const emulator = /<emulator>([^<]*)<\/emulator>/.exec(said)?.[1]?.trim()
  return { arch, emulator: emulator === '' ? undefined : emulator }
}

/**
 * A text without what stands between two marks. Whoever may do nothing can have it read megabytes, so that nothing here tries again
 * from every place.
 */
function without(text: string, begin: string, end: string): string {
  const kept: string[] = []
  let at = 0
  for (let start = text.indexOf(begin); start >= 0; start = text.indexOf(begin, at)) {
    const stop = text.indexOf(end, start + begin.length)
    if (stop < 0) break
    kept.push(text.slice(at, start))
    at = stop + end.length
  }
  return [...kept, text.slice(at)].join('')
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
