import type { Graphics } from '../../devices/graphics.js'
import type { CompleteQemuDevice } from '../completeQemuDevices.js'

/** A SPICE display that asks for no port at all has no listener. */
export const completeGraphics: CompleteQemuDevice<Graphics> = graphics => {
  if (graphics.type !== 'spice') return
  const [listen] = graphics.listens
  const anyPort = graphics.autoport || graphics.port || graphics.tlsPort
  if (!anyPort && listen?.type === 'address') graphics.listens[0] = { type: 'none' }
}
