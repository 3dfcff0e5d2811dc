import type { QemuCapabilities } from '../../model/capabilities/QemuCapabilities.js'
import type { DomainContext } from '../../model/domain/DomainContext.js'

/** The emulators of the host and what they can do; found out once and remembered. */
export interface Emulators {
  /** @throws LibvirtError when there is no such emulator or it cannot be asked */
  capabilities(emulator: string): Promise<QemuCapabilities>
  /** Path of the best emulator for an architecture; undefined when none is installed. */
  find(arch: string): Promise<string | undefined>
  /** Capabilities of the emulator for the host's own architecture; undefined when there is none. */
  native(): Promise<QemuCapabilities | undefined>
  /** What reading a document needs, with the emulator known that the document names. */
  contextFor(xml: string): Promise<DomainContext>
  /** For documents that were complete when we wrote them. */
  readonly plainContext: DomainContext
}
