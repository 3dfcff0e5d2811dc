import type { Graphics } from '../../devices/graphics.js'
import type { Domain } from '../../Domain.js'
import { refuse } from '../refuse.js'

/** Characters of a VNC password; the protocol's DES key has no room for more. */
const vncPasswordLength = 8

/** Which displays QEMU has, and which together (qemuValidateDomainDeviceDefGraphics). */
export function validateQemuGraphics(graphics: Graphics, { devices }: Domain, spiceTls: boolean | undefined): void {
  const { type } = graphics
  // Only protocols that carry pictures can show what is rendered without a display, and they cannot render as well.
  if (devices.graphics.some(one => one.type === 'egl-headless')) {
    refuse(
      type !== 'egl-headless' && type !== 'vnc' && type !== 'spice',
      "graphics type 'egl-headless' is only supported with one of: 'vnc', 'spice' graphics types",
    )
    refuse(type === 'spice' && graphics.gl === true, 'multiple OpenGL displays are not supported by QEMU')
  }
  refuse(
    type === 'spice' && (graphics.tlsPort ?? 0) > 0 && spiceTls === false,
    'spice TLS port set in XML configuration, but TLS is disabled in qemu.conf',
  )
  refuse(type === 'desktop', `${type} graphics are not supported with this QEMU`)
  if (type === 'vnc' && graphics.passwd !== undefined) {
    const { length } = graphics.passwd
    refuse(length > vncPasswordLength, `VNC password is ${length} characters long, only 8 permitted`)
  }
  if (type === 'dbus' && graphics.audioId !== undefined) {
    const audio = devices.audio.find(({ id }) => id === graphics.audioId)
    refuse(audio?.type !== 'dbus', "The associated audio is not of 'dbus' kind.")
  }
}
