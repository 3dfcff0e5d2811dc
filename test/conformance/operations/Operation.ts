import { LibvirtError } from '../../../src/api/LibvirtError.js'

/** One line of the conformance contract. */
export interface Request {
  area: string
  op: string
  name: string
  /** Role → text of the file. */
  input: Record<string, string>
  // The contract leaves the values open; each operation checks what it reads.
  params: Record<string, unknown>
  /** Folder that holds `fixtures/` and `qemu-caps/`. */
  root: string
}

export type Operation = (request: Request) => object | Promise<object>

/** A refusal that belongs to another stage than parsing. */
export class StageError extends Error {
  constructor(
    readonly stage: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** Runs a step and says of what it refuses that it happened in this stage. */
export function atStage<T>(stage: string, step: () => T): T {
  try {
    return step()
  } catch (error) {
    if (error instanceof LibvirtError) throw new StageError(stage, error.message, { cause: error })
    throw error
  }
}

/** The text for a role the operation cannot do without. */
export function inputOf(request: Request, role: string): string {
  const text = request.input[role]
  if (text === undefined) throw new Error(`${request.name}: no input '${role}'`)
  return text
}
