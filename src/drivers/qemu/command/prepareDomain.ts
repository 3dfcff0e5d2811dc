// Turns a definition into what is about to run: names of devices and nodes, ports, addresses, sizes. Pure: what belongs to
// the host is asked of the parameters. A copy of the definition is changed in place.
import type { Domain } from '../../../model/domain/Domain.js'
import { charSourceOf } from '../../../model/domain/devices/charSourceOf.js'
import { imageChain } from '../../../model/domain/devices/imageChain.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { QemuCapabilities } from '../../../model/capabilities/QemuCapabilities.js'
import type { CpuDefinition } from '../../../model/cpu/CpuDefinition.js'
import { assignUsbPorts } from '../../../model/domain/addresses/assignUsbPorts.js'
import { fillFirmware, type FirmwareEnvironment } from '../../../model/domain/firmware/fillFirmware.js'
import { assignAliases } from './assignAliases.js'
import { assignBootOrder } from './assignBootOrder.js'
import { nameBlockNodes } from './blockNodes.js'
import { alignMemory } from './alignMemory.js'
import { fitGuestCpu } from './fitGuestCpu.js'
import { type DisplaySettings, prepareGraphics } from './prepareGraphics.js'

/** What preparation asks of configuration and host. */
export interface PrepareOptions {
  readonly displays: DisplaySettings
  /** `/run/libvirt/qemu/channel/ID-NAME`: sockets of channels that name none. */
  readonly channelDirectory: string
  /** Character devices over TCP use TLS unless the definition says otherwise. */
  readonly chardevTls: boolean
  readonly vxhsTls: boolean
  /**
   * The caller puts layers over transient disks and takes them away again. Without one, what the guest writes would stay:
   * such a guest is refused.
   */
  readonly transientLayers?: boolean | undefined
  /** Of the emulator, to fit the CPU to it. */
  readonly capabilities?: QemuCapabilities | undefined
  /** The host's CPU, in place of what the emulator reported about it. */
  readonly hostCpu?: CpuDefinition | undefined
  /** The guest comes from elsewhere and must be what it was there. */
  readonly migrating?: boolean | undefined
  /** The firmware of the host, to be chosen from again: it may have changed since the definition was made. */
  readonly firmware?: FirmwareEnvironment | undefined
}

function prepareCharacterDevices({ devices }: Domain, options: PrepareOptions): void {
  const kinds = [
    devices.serial,
    devices.parallel,
    devices.console,
    devices.channel,
    devices.redirdev,
    devices.rng,
    devices.smartcard,
  ]
  for (const device of kinds.flat()) {
    const source = charSourceOf(device)
    if (source?.type === 'tcp' && source.tls === undefined) {
      source.tls = options.chardevTls
      source.tlsFromConfig = true
    }
  }
  for (const { source, target } of devices.channel) {
    if (source.type !== 'unix' || source.path !== undefined || target.type !== 'virtio') continue
    source.path = `${options.channelDirectory}/${target.name ?? 'unknown'}`
    source.listen = true
  }
}

function prepareStorageTls({ devices }: Domain, { vxhsTls }: PrepareOptions): void {
  for (const disk of devices.disk) {
    for (const image of imageChain(disk.source)) {
      if (image.type !== 'network' || image.protocol !== 'vxhs' || image.tls !== undefined) continue
      image.tls = vxhsTls
      image.tlsFromConfig = true
    }
  }
}

function checkTransient({ devices }: Domain, { transientLayers }: PrepareOptions): void {
  const disk = devices.disk.find(({ transient }) => transient !== undefined)
  if (disk === undefined || transientLayers) return
  throw new LibvirtError('CONFIG_UNSUPPORTED', `transient disk not supported by this QEMU binary (${disk.target})`, {
    hint: 'Layers over transient disks are not made yet; remove <transient/> from the disk',
  })
}

/**
 * Makes the domain ready for buildCommandLine. Networks and volumes must have been resolved before.
 * @throws LibvirtError when ports run out or a display cannot be served
 */
export function prepareDomain(domain: Domain, options: PrepareOptions): void {
  checkTransient(domain, options)
  if (options.firmware) fillFirmware(domain, options.firmware)
  if (!options.migrating) alignMemory(domain)
  if (options.capabilities) fitGuestCpu(domain, options.capabilities, options.hostCpu)
  assignUsbPorts(domain, !options.migrating)
  assignAliases(domain)
  assignBootOrder(domain)
  prepareStorageTls(domain, options)
  nameBlockNodes(domain)
  prepareCharacterDevices(domain, options)
  prepareGraphics(domain, options.displays)
}
