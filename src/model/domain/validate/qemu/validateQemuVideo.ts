import type { Video, VideoType } from '../../devices/video.js'
import type { Domain } from '../../Domain.js'
import { refuse } from '../refuse.js'
import type { Lacks } from './qemuDeviceValidators.js'

/** QEMU's adapters, by libvirt's name of the feature; types that are not listed it has not. */
const flags: Partial<Record<VideoType, string>> = {
  vga: 'VGA',
  cirrus: 'cirrus-vga',
  vmvga: 'vmware-svga',
  qxl: 'qxl',
  virtio: 'virtio-gpu',
  bochs: 'bochs-display',
  ramfb: 'ramfb',
}
const primaryOnly: readonly VideoType[] = ['vga', 'cirrus', 'vmvga', 'ramfb']
const manyHeads: readonly VideoType[] = ['qxl', 'virtio']
/** KiB: largest size QEMU's byte counters hold. */
const qxlLimit = 4 * 1024 * 1024

/** Which adapters QEMU has, and with how much memory (qemuValidateDomainDeviceDefVideo). */
export function validateQemuVideo(video: Video, { devices }: Domain, lacks: Lacks): void {
  const { type, heads = 0, acceleration, vram = 0, ram = 0, vgamem } = video
  if (type === undefined || type === 'none') return
  const flag = flags[type]
  refuse(
    flag === undefined || (video.driver?.name !== 'vhostuser' && lacks(flag)),
    `domain configuration does not support video model '${type}'`,
  )
  const secondary = video !== devices.video[0]
  refuse(secondary && primaryOnly.includes(type), `video type '${type}' is only valid as primary video device`)
  refuse(acceleration?.accel2d !== undefined, 'qemu does not support the accel2d setting')
  refuse(
    video.driver?.name === 'vhostuser' && lacks('vhost-user-gpu'),
    "this QEMU does not support 'vhost-user' video device",
  )
  refuse(heads > 1 && !manyHeads.includes(type), `video type '${type}' doesn't support multiple 'heads'`)
  if (type === 'qxl') {
    refuse(vram > qxlLimit - 1, `value for 'vram' must be less than '${qxlLimit}'`)
    refuse(ram > qxlLimit - 1, `value for 'ram' must be less than '${qxlLimit}'`)
    refuse(vgamem !== undefined && vgamem < 1024, "value for 'vgamem' must be at least 1 MiB (1024 KiB)")
  } else if (type === 'vga' || type === 'vmvga') {
    refuse(vram !== 0 && vram < 1024, "value for 'vgamem' must be at least 1 MiB (1024 KiB)")
    refuse((vram & (vram - 1)) !== 0, "value for 'vgamem' must be power of two")
  }
  const resizable = type === 'vga' || type === 'qxl' || type === 'virtio' || type === 'bochs'
  refuse(video.resolution !== undefined && !resizable, 'model resolution is not supported')
  refuse(
    acceleration?.accel3d === true && type !== 'virtio',
    "3d acceleration is supported only with 'virtio' video device",
  )
}
