import type { Domain } from '../../../model/domain/Domain.js'
import { formatDomain } from '../../../model/domain/formatDomain.js'

/** A definition as it lies on disk. */
export function definitionText(definition: Domain): string {
  return formatDomain(definition, { secure: true, inactive: true })
}
