import type { QemuPostParseStep } from './PostParseStep.js'

/** A display's socket in the driver's own folder was made for an earlier run; the next one makes its own. */
export const forgetOwnSockets: QemuPostParseStep = ({ devices }, qemu, { options }) => {
  if (!options.inactive) return
  for (const graphics of devices.graphics) {
    for (const [index, listen] of graphics.listens.entries()) {
      if (listen.type !== 'socket' || !listen.socket?.startsWith(`${qemu.libDirectory}/`)) continue
      graphics.listens[index] = { type: 'address' }
      if (graphics.type === 'vnc') graphics.autoport ??= true
    }
  }
}
