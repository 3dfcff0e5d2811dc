import type { QemuCapabilities } from '../../capabilities/QemuCapabilities.js'
import type { Domain } from '../Domain.js'
import type { DomainContext, QemuContext } from '../DomainContext.js'
import type { ParseOptions } from '../options.js'

/** The QEMU driver's side of filling in defaults. */
export interface QemuEnvironment extends QemuContext {
  /** What the domain's emulator can do; undefined when it is not there. */
  readonly capabilitiesOfEmulator: QemuCapabilities | undefined
}

/** What a step may look at besides the domain. */
export interface PostParseEnvironment {
  readonly context: DomainContext
  readonly options: ParseOptions
}

/** One step of filling in defaults: changes the domain in place. @throws LibvirtError for what cannot be made whole */
export type PostParseStep = (domain: Domain, environment: PostParseEnvironment) => void

/** A step of the QEMU driver. */
export type QemuPostParseStep = (domain: Domain, qemu: QemuEnvironment, environment: PostParseEnvironment) => void

/** Whether the emulator has a feature, by libvirt's name of it. */
export function hasFlag(qemu: QemuEnvironment, flag: string): boolean {
  return qemu.capabilitiesOfEmulator?.flags.has(flag) ?? false
}
