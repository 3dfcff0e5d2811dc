// Owns what is known about emulators: in memory while the daemon runs, and in one file for each emulator between runs, where
// libvirt keeps its own. Whatever is remembered is checked against the emulator and the host before it is believed.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Files } from '../../../host/Files.js'
import { formatQemuCapabilities } from '../../../model/capabilities/formatQemuCapabilities.js'
import { parseQemuCapabilities } from '../../../model/capabilities/parseQemuCapabilities.js'
import type { QemuCapabilities, QemuProbeOrigin } from '../../../model/capabilities/QemuCapabilities.js'
import { type CurrentOrigin, currentOrigin, type OriginHost } from './probeOrigin.js'
import type { ProbedBinary } from './probeCapabilities.js'

export interface CacheHost extends OriginHost {
  readonly files: Pick<Files, 'read' | 'replace' | 'makeFolder'>
  /** Runs the emulator and asks it. */
  probe(binary: ProbedBinary, kvmUsable: boolean): Promise<QemuCapabilities>
}

export class CapabilitiesCache {
  readonly #folder: string
  readonly #host: CacheHost
  readonly #known = new Map<string, Promise<QemuCapabilities>>()

  /** @param cacheDirectory e.g. `/var/cache/libvirt` */
  constructor(cacheDirectory: string, host: CacheHost) {
    this.#folder = join(cacheDirectory, 'qemu', 'capabilities')
    this.#host = host
  }

  /**
   * What an emulator can do. Callers that come while it is being asked share the answer; a failure is not remembered.
   * @throws LibvirtError SYSTEM_ERROR when there is no such emulator, INTERNAL_ERROR when it cannot be asked
   */
  async of(emulator: string): Promise<QemuCapabilities> {
    const current = await currentOrigin(emulator, this.#host)
    const known = this.#known.get(emulator)
    if (known) {
      const capabilities = await known.catch(() => undefined)
      if (capabilities && sameOrigin(capabilities.origin, current.origin)) return capabilities
    }
    // Somebody else may have found it out of date while we waited, and be asking already.
    const renewed = this.#known.get(emulator)
    if (renewed && renewed !== known) return renewed
    const fresh = this.#readOrProbe(emulator, current)
    this.#known.set(emulator, fresh)
    fresh.catch(() => {
      if (this.#known.get(emulator) === fresh) this.#known.delete(emulator)
    })
    return fresh
  }

  /** What is known of an emulator already and still holds; it is not run. Undefined when it would have to be. */
  async remembered(emulator: string): Promise<QemuCapabilities | undefined> {
    const { origin } = await currentOrigin(emulator, this.#host)
    const known = await this.#known.get(emulator)?.catch(() => undefined)
    if (known && sameOrigin(known.origin, origin)) return known
    const stored = readDocument(await this.#host.files.read(this.#pathOf(emulator)))
    return stored?.emulator === emulator && sameOrigin(stored.origin, origin) ? stored : undefined
  }

  #pathOf(emulator: string): string {
    return join(this.#folder, `${createHash('sha256').update(emulator).digest('hex')}.xml`)
  }

  /** What the answer of `of` depends on. @throws LibvirtError SYSTEM_ERROR when there is no such emulator */
  async originOf(emulator: string): Promise<QemuProbeOrigin> {
    return (await currentOrigin(emulator, this.#host)).origin
  }

  async #readOrProbe(emulator: string, current: CurrentOrigin): Promise<QemuCapabilities> {
    const path = this.#pathOf(emulator)
    const remembered = readDocument(await this.#host.files.read(path))
    if (remembered?.emulator === emulator && sameOrigin(remembered.origin, current.origin)) return remembered
    const { origin, kvmUsable, kvmSupportsNesting } = current
    const capabilities = await this.#host.probe({ emulator, origin, kvmSupportsNesting }, kvmUsable)
    await this.#host.files.makeFolder(this.#folder)
    await this.#host.files.replace(path, formatQemuCapabilities(capabilities))
    return capabilities
  }
}

/** The document's content, or undefined when there is none that can be read: it is a cache, and asking again heals it. */
function readDocument(text: string | undefined): QemuCapabilities | undefined {
  if (text === undefined) return undefined
  try {
    return parseQemuCapabilities(text)
  } catch (error) {
    if (error instanceof LibvirtError) return undefined
    throw error
  }
}

function sameOrigin(a: QemuProbeOrigin, b: QemuProbeOrigin): boolean {
  return (
    a.qemuCtime === b.qemuCtime &&
    a.moduleDirMtime === b.moduleDirMtime &&
    a.selfCtime === b.selfCtime &&
    a.selfVersion === b.selfVersion &&
    a.microcodeVersion === b.microcodeVersion &&
    a.hostCpuSignature === b.hostCpuSignature &&
    a.kernelVersion === b.kernelVersion &&
    a.fingerprint === b.fingerprint
  )
}
