// Owns the typed form of a host device's document. What a device can do is a list of capabilities, each of a kind.
import type { ApCapability } from './ApCapability.js'
import type { CcwCapability } from './CcwCapability.js'
import type { MdevCapability } from './MdevCapability.js'
import type { NetCapability } from './NetCapability.js'
import type { PciCapability } from './PciCapability.js'
import type { PlainCapability } from './PlainCapability.js'
import type { ScsiCapability } from './ScsiCapability.js'
import type { StorageCapability } from './StorageCapability.js'
import type { SystemCapability } from './SystemCapability.js'
import type { UsbCapability } from './UsbCapability.js'

export type NodeCapability =
  | SystemCapability
  | PciCapability
  | UsbCapability
  | NetCapability
  | ScsiCapability
  | StorageCapability
  | MdevCapability
  | CcwCapability
  | ApCapability
  | PlainCapability

export interface NodeDevice {
  readonly name: string
  /** Below /sys. */
  readonly path?: string | undefined
  /** Below /dev, and the links to it. */
  readonly devnode?: string | undefined
  readonly devlinks: readonly string[]
  /** Name of the parent; a new device may name it by its world-wide names instead. */
  readonly parent?: string | undefined
  readonly parentWwnn?: string | undefined
  readonly parentWwpn?: string | undefined
  readonly parentFabricWwn?: string | undefined
  /** Driver of the kernel, which only the host knows. */
  readonly driver?: string | undefined
  readonly capabilities: readonly NodeCapability[]
}

/** How a device's document is read. */
export interface NodeDeviceContext {
  /** Name in refusals. */
  readonly device: string
  /** The document describes a device that is to be made, so its name and number are not known yet. */
  readonly create: boolean
  /** A world-wide name for a virtual Fibre Channel host that brings none. */
  readonly newWwn: () => string
}
