import type { QemuCapabilities } from '../../model/capabilities/QemuCapabilities.js'
import type { DomainContext } from '../../model/domain/DomainContext.js'

/** What reading a document needs, with the emulator known that the document names. */
export interface EmulatorContext extends DomainContext {
  /** As they were before anything was found out about the emulator. */
  readonly surroundings: string | undefined
}

/** The emulators of the host and what they can do; found out once and remembered. */
export interface Emulators {
  /** @throws LibvirtError when there is no such emulator or it cannot be asked */
  capabilities(emulator: string): Promise<QemuCapabilities>
  /** Path of the best emulator for an architecture; undefined when none is installed. */
  find(arch: string): Promise<string | undefined>
  /** Capabilities of the emulator for the host's own architecture; undefined when there is none. */
  native(): Promise<QemuCapabilities | undefined>
  contextFor(xml: string): Promise<EmulatorContext>
  /**
   * As `contextFor`, for documents of callers who may have no right to anything: undefined when a program that the document names
   * would have to be run to find out about it.
   */
  contextWithoutRunning(xml: string): Promise<EmulatorContext | undefined>
  /**
   * Everything that the meaning of a document depends on which names this emulator, in a word to be compared; undefined when
   * there is no such emulator. Asks no emulator and reads no capabilities.
   */
  surroundings(emulator: string): Promise<string | undefined>
  /** For documents that were complete when we wrote them. */
  readonly plainContext: DomainContext
}
