import type { ChangeNotice, Found } from '../../api/Driver.js'
import { LibvirtError } from '../../api/LibvirtError.js'

/** Changes kept. A client that was away for longer lists everything again. */
const mostKept = 4096

/** One change of one object, without holding on to the object. */
export interface Change {
  readonly sequence: number
  readonly what: ChangeNotice['name']
  readonly path: string
  /** What the access check needs to know of the object. */
  readonly subject: Found
  /** Properties concerned, `interface.name`. */
  readonly properties: readonly string[]
}

/** The last changes of a driver's objects, in order. */
export class ChangeHistory {
  readonly #changes: Change[] = []
  /** Everything after this number is still known. */
  #forgotten: number

  /** @param sequence number of the last notice before the first change that will be added */
  constructor(sequence: number) {
    this.#forgotten = sequence
  }

  add(change: Change): void {
    this.#changes.push(change)
    // Now and then, so that adding stays cheap.
    if (this.#changes.length < mostKept * 2) return
    const gone = this.#changes.splice(0, mostKept)
    this.#forgotten = gone.at(-1)?.sequence ?? this.#forgotten
  }

  /**
   * @param now number of the last notice
   * @throws LibvirtError OPERATION_INVALID for a number the record does not go back to, or that is not reached yet because
   * the service was started anew
   */
  since(sequence: bigint, now: number): readonly Change[] {
    if (sequence < BigInt(this.#forgotten) || sequence > BigInt(now)) {
      throw new LibvirtError('OPERATION_INVALID', `changes are only known from ${this.#forgotten} to ${now}`, {
        hint: 'List the objects again',
      })
    }
    return this.#changes.filter(change => BigInt(change.sequence) > sequence)
  }
}
