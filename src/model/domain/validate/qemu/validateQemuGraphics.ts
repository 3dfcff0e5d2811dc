import type { Graphics } from '../../devices/graphics.js'
import type { Domain } from '../../Domain.js'
import { refuse } from '../refuse.js'

/** Characters of a VNC password; the protocol's DES key has no room for more. */
const vncPasswordLength = 8

/** Which displays QEMU has, and which together (qemuValidateDomainDeviceDefGraphics). */
export function validateQemuGraphics(graphics: Graphics, { devices }: Domain): void {
  const others = devices.graphics.filter(one => one !== graphics)
  const { type } = graphics
  if (type === 'egl-headless') {
    const remote = others.some(one => one.type === 'vnc' || one.type === 'spice')
    refuse(!remote, "graphics type 'egl-headless' is only supported with one of: 'vnc', 'spice' graphics types")
  }
  const gl = (one: Graphics) => one.type === 'egl-headless' || ('gl' in one && one.gl === true)
  refuse(gl(graphics) && others.some(gl), 'multiple OpenGL displays are not supported by QEMU')
  refuse(type === 'desktop', `unsupported graphics type '${type}'`)
  if (type === 'vnc' && graphics.passwd !== undefined) {
    const { length } = graphics.passwd
    refuse(length > vncPasswordLength, `VNC password is ${length} characters long, only 8 permitted`)
  }
  if (type === 'dbus' && graphics.audioId !== undefined) {
    const audio = devices.audio.find(({ id }) => id === graphics.audioId)
    refuse(audio?.type !== 'dbus', "The associated audio is not of 'dbus' kind.")
  }
}
