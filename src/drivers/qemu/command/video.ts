// Display adapters.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { Video } from '../../../model/domain/devices/video.js'
import { addressProperties } from './addressProperties.js'
import { aliasOf } from './characterDevices.js'
import { chardevSocket } from './chardev.js'
import { type CommandContext, has } from './CommandContext.js'
import { type CommandOption, device, type DeviceProperties, type Properties } from './CommandOption.js'
import { virtioDriver, virtioProperties } from './virtioDevice.js'

const plainDrivers: Partial<Record<NonNullable<Video['type']>, string>> = {
  vga: 'VGA',
  cirrus: 'cirrus-vga',
  vmvga: 'vmware-svga',
  bochs: 'bochs-display',
  ramfb: 'ramfb',
}

function virtioDriverOf(video: Video, primary: boolean, context: CommandContext): string {
  const vhostuser = video.driver?.name === 'vhostuser'
  const gl = video.acceleration?.accel3d === true
  if (primary && has(context, 'virtio-vga')) {
    if (vhostuser) return 'vhost-user-vga'
    return gl && has(context, 'virtio-vga-gl') ? 'virtio-vga-gl' : 'virtio-vga'
  }
  if (vhostuser) return virtioDriver('vhost-user-gpu', video.info)
  return virtioDriver(gl && has(context, 'virtio-gpu-gl-pci') ? 'virtio-gpu-gl' : 'virtio-gpu', video.info)
}

function driverOf(video: Video, primary: boolean, context: CommandContext): string {
  if (video.type === 'qxl') return primary ? 'qxl-vga' : 'qxl'
  if (video.type === 'virtio') return virtioDriverOf(video, primary, context)
  const driver = video.type && plainDrivers[video.type]
  if (driver === undefined) {
    throw new LibvirtError('CONFIG_UNSUPPORTED', `invalid model for video type '${video.type ?? ''}'`)
  }
  return driver
}

const mib = (kib: number | undefined) => (kib === undefined ? undefined : Math.floor(kib / 1024))

/** Sizes, in the units of each adapter. */
function memory(video: Video): Properties {
  switch (video.type) {
    case 'qxl':
      return {
        ram_size: (video.ram ?? 0) * 1024 || undefined,
        vram_size: (video.vram ?? 0) * 1024 || undefined,
        vram64_size_mb: mib(video.vram64 ?? 0),
        vgamem_mb: mib(video.vgamem) || undefined,
      }
    case 'vga':
    case 'vmvga':
      return { vgamem_mb: mib(video.vram) || undefined }
    case 'bochs':
      return { vgamem: video.vram ? video.vram * 1024 : undefined }
    default:
      return {}
  }
}

/** Properties of an adapter. @throws LibvirtError CONFIG_UNSUPPORTED for adapters QEMU has not got */
export function videoDevice(video: Video, domain: Domain, context: CommandContext): DeviceProperties {
  const { info, type } = video
  const heads = type === 'qxl' || type === 'virtio' ? video.heads || undefined : undefined
  const vhostuser = video.driver?.name === 'vhostuser'
  return {
    driver: driverOf(video, video.primary ?? false, context),
    ...virtioProperties(video.driver),
    id: aliasOf(info),
    max_outputs: heads,
    ...memory(video),
    blob: type === 'virtio' && !vhostuser ? video.blob : undefined,
    chardev: vhostuser ? `chr-vu-${aliasOf(info)}` : undefined,
    xres: video.resolution?.x,
    yres: video.resolution?.y,
    edid: video.edid,
    ...addressProperties(domain, info),
  }
}

/** All adapters. @throws LibvirtError CONFIG_UNSUPPORTED */
export function videoOptions(domain: Domain, context: CommandContext): CommandOption[] {
  const options: CommandOption[] = []
  for (const video of domain.devices.video) {
    if (video.type === 'none') continue
    const alias = aliasOf(video.info)
    if (video.driver?.name === 'vhostuser') {
      const fd = context.descriptors.fds.get(alias)?.[0]
      options.push(chardevSocket(`chr-vu-${alias}`, { fd }, context))
    }
    options.push(device(videoDevice(video, domain, context)))
  }
  return options
}
