import { log } from '../../log/log.js'
import { parseDomain } from '../../model/domain/parseDomain.js'
import type { StoredDefinition } from '../DefinitionFolder.js'
import { newDomain } from './domain/newDomain.js'
import type { QemuDomain } from './domain/QemuDomain.js'
import { managedSaves } from './state/managedSaves.js'
import type { QemuDriverContext } from './QemuDriverContext.js'
import { messageOf } from '../messageOf.js'

/**
 * Reads every persistent definition. One that cannot be read is left as it is, and the others are not affected by it.
 * @returns the domains that are new
 */
export async function loadDefinitions(context: QemuDriverContext): Promise<QemuDomain[]> {
  const skipped = (path: string, error: unknown) =>
    log.warning({ error, file: path }, `The definition ${path} cannot be read and is left alone: ${messageOf(error)}`)
  const added: QemuDomain[] = []
  const saved = await managedSaves(context)
  for (const stored of await context.definitions.load(skipped)) {
    try {
      const domain = await loadDefinition(context, stored, saved)
      if (domain) added.push(domain)
    } catch (error) {
      skipped(stored.path, error)
    }
  }
  return added
}

/** @returns the domain when it is new */
async function loadDefinition(
  context: QemuDriverContext,
  { name, path, text, autostart }: StoredDefinition,
  saved: ReadonlySet<string>,
): Promise<QemuDomain | undefined> {
  const { domains, emulators } = context
  const definition = parseDomain(text, await emulators.contextFor(text), { inactive: true, skipValidate: true })
  if (definition.name !== name) throw new Error(`it describes '${definition.name}', and not '${name}'`)
  const known = domains.withUuid(definition.uuid) ?? domains.withName(name)
  if (known && (known.name !== name || known.uuid !== definition.uuid)) {
    throw new Error(`name or UUID belong to domain '${known.name}' (${known.uuid}), too`)
  }
  const domain = known ?? newDomain(context, definition)
  domain.persistent = definition
  domain.autostart = autostart
  domain.managedSave = saved.has(name)
  if (known) return undefined
  log.debug({ domain: domain.reference }, `Definition of '${name}' read from ${path}`)
  domains.add(domain)
  return domain
}
