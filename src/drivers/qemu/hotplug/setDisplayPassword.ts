import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Graphics } from '../../../model/domain/devices/graphics.js'
import type { HotplugGuest } from './HotplugGuest.js'

type ProtectedGraphics = Extract<Graphics, { type: 'vnc' | 'spice' }>

/**
 * Gives a display its password, what becomes of those who are connected, and until when it holds.
 * @throws LibvirtError CONFIG_UNSUPPORTED for a choice VNC has not got
 */
export async function setDisplayPassword(
  { monitor, now, defaultPassword }: Pick<HotplugGuest, 'monitor' | 'now' | 'defaultPassword'>,
  graphics: ProtectedGraphics,
): Promise<void> {
  const { type: protocol, passwdValidTo, connected } = graphics
  const password = graphics.passwd ?? defaultPassword[protocol]
  if (protocol === 'vnc' && connected !== undefined && connected !== 'keep') {
    throw new LibvirtError('CONFIG_UNSUPPORTED', 'VNC password can only keep existing connections')
  }
  if (password !== undefined) await monitor.execute('set_password', { protocol, password, connected })
  await monitor.execute('expire_password', { protocol, time: expiry(passwdValidTo, now()) })
}

/** As QEMU takes it: seconds since 1970, or words. */
function expiry(validTo: string | undefined, now: number): string {
  if (validTo === undefined) return 'never'
  const end = Date.parse(`${validTo}Z`) / 1000
  return end > now ? String(end) : 'now'
}
