import type { Millis } from '../../../host/Clock.js'
import type { Device } from '../../../model/domain/devices/Device.js'
import type { Interface } from '../../../model/domain/devices/interface.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { DomainContext } from '../../../model/domain/DomainContext.js'
import type { Bandwidth } from '../../../model/network/Bandwidth.js'
import type { CommandContext } from '../command/CommandContext.js'
import type { JsonReader } from '../monitor/JsonReader.js'
import type { DeletedDevices } from './DeletedDevices.js'

/** The part of a guest's monitor that changing its devices takes. */
export interface HotplugMonitor {
  /** @throws QmpError when QEMU refuses, LibvirtError when the connection is lost */
  execute(
    command: string,
    args?: Readonly<Record<string, unknown>>,
    options?: { readonly descriptors?: readonly number[] },
  ): Promise<JsonReader>
}

/** A running guest whose devices are to be changed. Only one change may be under way at a time. */
export interface HotplugGuest {
  /** What runs; changed in place once QEMU has agreed. */
  readonly domain: Domain
  readonly monitor: HotplugMonitor
  readonly deleted: DeletedDevices
  readonly reading: DomainContext
  /** How long the guest may take to let go of a device. */
  readonly unplugTimeout: Millis
  /** Seconds since 1970. */
  now(): number
  /** Password of displays whose definition has none. */
  readonly defaultPassword: { readonly vnc?: string | undefined; readonly spice?: string | undefined }
  /**
   * What the device's options are built with. When it is to be plugged in, what it needs of the host is opened first.
   * @throws LibvirtError when that cannot be opened
   */
  commandContext(device: Device, purpose: 'plug' | 'unplug'): CommandContext | Promise<CommandContext>
  /** Gives an interface's end on the host other limits. @throws LibvirtError for one without such an end */
  limitInterface(net: Interface, bandwidth: Bandwidth | undefined): Promise<void>
}
