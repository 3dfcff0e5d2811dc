import type { Video } from '../../devices/video.js'
import type { DeviceValidator } from '../DeviceValidator.js'
import { refuse } from '../refuse.js'

/** What holds for display adapters whatever runs the guest (virDomainVideoDefValidate). */
export const validateVideo: DeviceValidator<Video> = (video, { devices }) => {
  const { type, driver, acceleration, resolution } = video
  refuse(type === undefined, 'missing video model and cannot determine default', 'XML_ERROR')
  refuse(
    type === 'none' && devices.video.length > 1,
    "a 'none' video type must be the only video device defined for the domain",
  )
  refuse(driver?.name === 'vhostuser' && type !== 'virtio', "'vhostuser' driver is only supported with 'virtio' device")
  refuse(
    acceleration?.rendernode !== undefined && driver?.name !== 'vhostuser',
    "unsupported rendernode accel attribute without 'vhostuser'",
  )
  refuse(
    resolution !== undefined && (!resolution.x || !resolution.y),
    'video resolution values must be greater than 0',
    'XML_ERROR',
  )
  if (type !== 'qxl') {
    const only = (value: number | undefined, name: string) =>
      refuse(value !== undefined && value !== 0, `${name} attribute only supported for video type qxl`)
    only(video.ram, 'ram')
    only(video.vram64, 'vram64')
    only(video.vgamem, 'vgamem')
  }
  refuse(type === 'ramfb' && video.info.address !== undefined, 'address not supported for video type ramfb')
}
