import type { Domain } from '../../../model/domain/Domain.js'
import { affected } from '../../domainSettings/impact.js'
import type { TestDomain } from '../TestDomain.js'
import type { TestHost } from '../TestHost.js'

/** Answers that print the definition. */
const document = ['domainGetXmlDesc'] as const

/**
 * Changes the definitions a call is about. The change is first made to copies, so that one that is refused leaves nothing
 * half done.
 */
export function changeDefinitions(
  host: TestHost,
  dom: TestDomain,
  flags: number,
  change: (definition: Domain) => void,
  fields: readonly string[] = [],
): void {
  const definitions = affected(dom, flags)
  for (const definition of definitions) change({ ...definition })
  for (const definition of definitions) change(definition)
  host.change('changed', dom, [...document, ...fields])
}
