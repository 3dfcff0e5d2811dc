import { LibvirtError } from '../../../api/LibvirtError.js'
import type { ErrorCodeName } from '../../../api/errorCodes.js'

/**
 * States one rule: what must not be, and libvirt's words for it.
 * @throws LibvirtError of that code when the condition holds
 */
export function refuse(condition: boolean, detail: string, code: ErrorCodeName = 'CONFIG_UNSUPPORTED'): void {
  if (condition) throw new LibvirtError(code, detail)
}
