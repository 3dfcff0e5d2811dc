import type { QemuPostParseStep } from './PostParseStep.js'

/** qemu.conf may move displays from ports to sockets of the daemon's; such a listen is marked as not the user's. */
export const useSocketsOfConfig: QemuPostParseStep = ({ devices }, qemu) => {
  for (const graphics of devices.graphics) {
    const wanted =
      (graphics.type === 'vnc' && qemu.vncAutoUnixSocket) || (graphics.type === 'spice' && qemu.spiceAutoUnixSocket)
    const [listen] = graphics.listens
    if (wanted && listen?.type === 'address' && listen.address === undefined) {
      graphics.listens[0] = { type: 'socket', fromConfig: true }
    }
  }
}
