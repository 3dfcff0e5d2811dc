import type { Domain } from '../../model/domain/Domain.js'

/** KiB of video memory where nothing is said. */
const videoMemory = 16384

/** What libvirt's test driver fills in: names of the host's ends of network interfaces, and the kind of video device. */
export function completeDomain({ devices, os }: Domain): void {
  const taken = new Set(devices.interface.map(({ target }) => target))
  let next = 0
  for (const iface of devices.interface) {
    if (iface.target !== undefined) continue
    while (taken.has(`testnet${next}`)) next++
    iface.target = `testnet${next++}`
  }
  for (const video of devices.video) {
    if (video.type !== undefined) continue
    video.type = os.type === 'hvm' ? 'cirrus' : 'xen'
    video.vram ??= videoMemory
    video.heads ??= 1
  }
}
