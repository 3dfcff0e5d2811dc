// Owns the one error that a caller can cause. Anything else that is thrown is a bug and becomes "internal error" at the door.
import { type ErrorCodeName, errorCodes } from './errorCodes.js'
import { type ErrorDomainName, errorDomains } from './errorDomains.js'

/** What an error may carry besides its text. */
export interface LibvirtErrorOptions extends ErrorOptions {
  /** Component that reports; doors fall back to the driver's own domain. */
  readonly domain?: ErrorDomainName
  /** What to do about it, appended to the text after libvirt's own words. */
  readonly hint?: string
  /** errno for SYSTEM_ERROR. */
  readonly errno?: number
  /** The text is final: no format of the code is put around it (argument checks of the API layer). */
  readonly bare?: boolean
}

/** A failure with libvirt's number and text: `message` is what every client of libvirt would show. */
export class LibvirtError extends Error {
  override readonly name = 'LibvirtError'
  /** virErrorNumber. */
  readonly number: number
  readonly domain: ErrorDomainName | undefined
  readonly errno: number | undefined
  readonly hint: string | undefined
  /** libvirt's own words: the message without the hint. */
  readonly text: string

  constructor(
    readonly code: ErrorCodeName,
    /** The detail that goes into the code's format; without it the code's bare text is used. */
    readonly detail?: string,
    options: LibvirtErrorOptions = {},
  ) {
    const { text, withDetail, number } = errorCodes[code]
    const core = detail === undefined ? text : options.bare ? detail : withDetail.replace('%s', () => detail)
    // Nobody is shown where it was thrown, and finding that out costs more than most calls.
    const limit = Error.stackTraceLimit
    Error.stackTraceLimit = 0
    super(options.hint ? `${core}${core.endsWith('.') ? '' : '.'} ${options.hint}` : core, { cause: options.cause })
    Error.stackTraceLimit = limit
    this.number = number
    this.domain = options.domain
    this.errno = options.errno
    this.hint = options.hint
    this.text = core
  }

  /** virErrorDomain number, given the domain of whoever reports when the error names none. */
  domainNumber(fallback: ErrorDomainName): number {
    return errorDomains[this.domain ?? fallback]
  }
}
