import type { Domain } from '../../../model/domain/Domain.js'
import { formatDomain } from '../../../model/domain/formatDomain.js'

/** A definition as it lies on disk. */
export function definitionText(definition: Domain): string {
  return formatDomain(definition, { secure: true, inactive: true })
}

export interface WrittenDefinition {
  /** As it lies on disk. */
  readonly text: string
  /** Nothing in it is a secret: it is also what everybody is shown. */
  readonly plain: boolean
}

/** As `definitionText`, and whether the text may be shown. Where something might be left out, it counts as left out. */
export function writeDefinition(definition: Domain): WrittenDefinition {
  let plain = true
  const text = formatDomain(definition, {
    inactive: true,
    // Asked only where there is a secret.
    get secure() {
      plain = false
      return true
    },
  })
  return { text, plain }
}
