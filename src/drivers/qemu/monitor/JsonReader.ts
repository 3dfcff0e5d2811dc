import { LibvirtError } from '../../../api/LibvirtError.js'

/** More than QEMU or an agent has to tell of anything; a guest could make millions of it. */
const mostItems = 65536

/** A value that came from outside as JSON, with the place it stood at: read as what it should be, or refused with its path. */
export class JsonReader {
  constructor(
    readonly value: unknown,
    /** Where the value stood: `query-chardev/3/label`. */
    readonly path: string,
  ) {}

  /** @throws LibvirtError INTERNAL_ERROR when this is no object */
  object(): Readonly<Record<string, unknown>> {
    if (!isObject(this.value)) throw this.#refusal('an object')
    return this.value
  }

  /** A member of an object, which may be missing: see `present`. */
  field(name: string): JsonReader {
    return new JsonReader(this.object()[name], `${this.path}/${name}`)
  }

  get present(): boolean {
    return this.value !== undefined && this.value !== null
  }

  items(): JsonReader[] {
    if (!Array.isArray(this.value) || this.value.length > mostItems)
      throw this.#refusal(`a list of at most ${mostItems}`)
    return this.value.map((item: unknown, index) => new JsonReader(item, `${this.path}/${index}`))
  }

  string(): string {
    if (typeof this.value !== 'string') throw this.#refusal('a string')
    return this.value
  }

  /** The string, undefined when the member is missing. */
  optionalString(): string | undefined {
    return this.present ? this.string() : undefined
  }

  boolean(): boolean {
    if (typeof this.value !== 'boolean') throw this.#refusal('true or false')
    return this.value
  }

  /** An integer that JavaScript represents exactly. */
  integer(): number {
    if (typeof this.value !== 'number' || !Number.isSafeInteger(this.value)) throw this.#refusal('an integer')
    return this.value
  }

  /** An integer of at most 20 digits, as 64 bits have; one that JavaScript cannot represent comes as its digits, see `parseExactJson`. */
  bigint(): bigint {
    if (typeof this.value === 'string' && /^-?\d{1,20}$/.test(this.value)) return BigInt(this.value)
    return BigInt(this.integer())
  }

  number(): number {
    if (typeof this.value !== 'number' || !Number.isFinite(this.value)) throw this.#refusal('a number')
    return this.value
  }

  /** An integer that fits into the protocol's `int`. */
  int32(): number {
    const number = this.integer()
    if (number !== (number | 0)) throw this.#refusal('an integer of 32 bits')
    return number
  }

  #refusal(expected: string): LibvirtError {
    return new LibvirtError('INTERNAL_ERROR', `an answer is not understood: ${this.path} is not ${expected}`)
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
