import { LibvirtError } from '../../../api/LibvirtError.js'
import { deviceInfo } from '../devices/Device.js'
import { allDevices } from '../Domain.js'
import type { PostParseStep } from './PostParseStep.js'

/** Devices say their place in the boot order, or `<os>` lists kinds of them; a guest with neither boots from disk. */
export const collectBootOrder: PostParseStep = domain => {
  const places = new Set<number>()
  for (const device of allDevices(domain)) {
    const place = deviceInfo(device)?.bootIndex
    if (place === undefined) continue
    if (places.has(place)) {
      throw new LibvirtError('CONFIG_UNSUPPORTED', `boot order '${place}' used for more than one device`)
    }
    places.add(place)
  }
  const { os } = domain
  if (places.size > 0 && os.boot.length > 0) {
    const text = 'per-device boot elements cannot be used together with os/boot elements'
    throw new LibvirtError('CONFIG_UNSUPPORTED', text)
  }
  if (places.size === 0 && os.boot.length === 0 && os.type === 'hvm') os.boot.push('hd')
}
