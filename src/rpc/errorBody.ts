// The error structure of a reply (rpc.md section 2): code, domain, message, level, dom, str1-3, int1-2, net.
import type { ErrorDomainName } from '../api/errorDomains.js'
import { errorCodes } from '../api/errorCodes.js'
import type { LibvirtError } from '../api/LibvirtError.js'
import { stringMax } from '../api/schema.js'
import type { XdrWriter } from './xdr/XdrWriter.js'

/** virErrorLevel ERROR; there are no warnings on the wire. */
const level = 2

/** @param reporter domain for errors that name none of their own */
export function writeError(to: XdrWriter, error: LibvirtError, reporter: ErrorDomainName): void {
  const { text, withDetail } = errorCodes[error.code]
  const system = error.code === 'SYSTEM_ERROR'
  to.int(error.number)
  to.int(error.domainNumber(reporter))
  writeOptional(to, error.message)
  to.int(level)
  to.flag(false)
  writeOptional(to, system ? '%s' : error.detail === undefined ? text : withDetail.replace('%s', '%1$s'))
  writeOptional(to, system ? error.message : error.detail)
  writeOptional(to, undefined)
  to.int(system ? (error.errno ?? -1) : -1)
  to.int(-1)
  to.flag(false)
}

function writeOptional(to: XdrWriter, text: string | undefined): void {
  to.flag(text !== undefined)
  // What a client sent may come back inside a text: no longer than clients take.
  if (text !== undefined) to.string(Buffer.byteLength(text) > stringMax ? text.slice(0, stringMax / 4) : text)
}
