import { LibvirtError } from '../../api/LibvirtError.js'
import { parseUuid } from '../../model/xml/parseUuid.js'

/** D-Bus has no absent strings: where libvirt takes NULL, an empty one stands for it. */
export function absentIfEmpty(text: string): string | undefined {
  return text === '' ? undefined : text
}

/** @param api library function that refuses it. @throws LibvirtError INVALID_ARG for what is no UUID */
export function requireUuid(text: string, api: string): string {
  const uuid = parseUuid(text)
  if (uuid !== undefined) return uuid
  // The oldest of these functions has words of its own.
  const complaint = api === 'virDomainLookupByUUIDString' ? 'Invalid UUID' : `uuidstr in ${api} must be a valid UUID`
  throw new LibvirtError('INVALID_ARG', complaint, { bare: true })
}
