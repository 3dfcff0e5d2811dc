// The error of a reply as the exception it was on the other side (rpc.md section 2); `errorBody.ts` writes what this reads.
import { type ErrorCodeName, errorCodes } from '../../api/errorCodes.js'
import { type ErrorDomainName, errorDomains } from '../../api/errorDomains.js'
import { LibvirtError, type LibvirtErrorOptions } from '../../api/LibvirtError.js'
import { stringMax } from '../../api/schema.js'
import type { XdrReader } from '../xdr/XdrReader.js'

const codes: ReadonlyMap<number, ErrorCodeName> = namesByNumber(errorCodes, ({ number }) => number)
const domains: ReadonlyMap<number, ErrorDomainName> = namesByNumber(errorDomains, number => number)

function namesByNumber<K extends string, V>(table: Readonly<Record<K, V>>, numberOf: (value: V) => number) {
  const names = Object.keys(table).filter((name): name is K => name in table)
  return new Map(names.map(name => [numberOf(table[name]), name]))
}

/** @throws XdrError when the bytes hold no error */
export function readError(from: XdrReader): LibvirtError {
  const optionalText = () => (from.flag() ? from.string(stringMax) : undefined)
  const number = from.int()
  const domain = domains.get(from.int())
  const message = optionalText() ?? ''
  from.int() // level
  if (from.flag()) {
    // A domain, which nobody sends: name, uuid, id.
    from.string(stringMax)
    from.bytes(16)
    from.int()
  }
  optionalText()
  const detail = optionalText()
  optionalText()
  const int1 = from.int()

  let code = codes.get(number) ?? 'INTERNAL_ERROR'
  // What another daemon does not know is what it does not support: clients of libvirt read it so (rpc.md section 2).
  if (code === 'RPC' && message.startsWith('unknown procedure')) code = 'NO_SUPPORT'
  const options: LibvirtErrorOptions = {
    ...(domain === undefined ? {} : { domain }),
    ...(code === 'SYSTEM_ERROR' && int1 > 0 ? { errno: int1 } : {}),
  }
  const { text, withDetail } = errorCodes[code]
  const usual = detail === undefined ? text : withDetail.replace('%s', () => detail)
  if (message === usual) return new LibvirtError(code, detail, options)
  if (message.startsWith(`${usual}. `)) {
    return new LibvirtError(code, detail, { ...options, hint: message.slice(usual.length + 2) })
  }
  return new LibvirtError(code, message, { ...options, bare: true })
}
