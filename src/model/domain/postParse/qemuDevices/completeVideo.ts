import { LibvirtError } from '../../../../api/LibvirtError.js'
import type { Video, VideoType } from '../../devices/video.js'
import type { CompleteQemuDevice } from '../completeQemuDevices.js'
import { hasFlag, type QemuEnvironment } from '../PostParseStep.js'

/** Adapters of a PC, from the one every guest knows. */
const candidates = [
  { type: 'cirrus', flag: 'cirrus-vga' },
  { type: 'vga', flag: 'VGA' },
  { type: 'vmvga', flag: 'vmware-svga' },
  { type: 'qxl', flag: 'qxl' },
  { type: 'virtio', flag: 'virtio-gpu' },
] as const

/** KiB of video memory where nothing is said. */
const defaultMemory: Partial<Record<VideoType, number>> = {
  vga: 16 * 1024,
  cirrus: 16 * 1024,
  vmvga: 16 * 1024,
  bochs: 16 * 1024,
  xen: 4 * 1024,
  qxl: 64 * 1024,
}
const qxlFrameBuffer = 16 * 1024
const qxlMinimum = 1024

/** Chooses type and memory sizes; QXL's must be powers of two. */
export const completeVideo: CompleteQemuDevice<Video> = (video, _domain, qemu) => {
  video.type ??= defaultType(qemu)
  if (video.type === undefined || video.type === 'none') return
  video.heads ??= 1
  if (video.type === 'qxl') completeQxl(video)
  else if (video.type === 'vga' || video.type === 'vmvga')
    video.vram = powerOfTwo(video.vram || defaultMemory[video.type])
  else video.vram ??= defaultMemory[video.type]
}

/** KiB. */
const smallestFrameBuffer = 1024

function completeQxl(video: Video): void {
  const { qxl } = defaultMemory
  video.ram = powerOfTwo(video.ram || qxl)
  video.vram = powerOfTwo(Math.max(video.vram || (qxl ?? 0), qxlMinimum))
  if (video.vgamem !== undefined && video.vgamem > 0 && video.vgamem < smallestFrameBuffer) {
    throw new LibvirtError('CONFIG_UNSUPPORTED', "value for 'vgamem' must be at least 1 MiB (1024 KiB)")
  }
  video.vgamem = powerOfTwo(video.vgamem || qxlFrameBuffer)
  if (video.vram64 !== undefined) video.vram64 = powerOfTwo(video.vram64)
}

function defaultType(qemu: QemuEnvironment): VideoType | undefined {
  return candidates.find(({ flag }) => hasFlag(qemu, flag))?.type
}

/** The next power of two, the number itself when it is one. */
function powerOfTwo(value: number | undefined): number | undefined {
  return value === undefined || value <= 0 ? value : 2 ** Math.ceil(Math.log2(value))
}
