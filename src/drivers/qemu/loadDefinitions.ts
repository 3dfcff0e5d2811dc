import { log } from '../../log/log.js'
import type { Domain } from '../../model/domain/Domain.js'
import type { DomainContext } from '../../model/domain/DomainContext.js'
import { parseDomain } from '../../model/domain/parseDomain.js'
import type { StoredDefinition } from '../DefinitionFolder.js'
import { messageOf } from '../messageOf.js'
import { definitionSeal } from './domain/definitionSeal.js'
import { newDomain } from './domain/newDomain.js'
import { PersistentDefinition } from './domain/PersistentDefinition.js'
import type { QemuDomain } from './domain/QemuDomain.js'
import type { QemuDriverContext } from './QemuDriverContext.js'
import { managedSaves } from './state/managedSaves.js'

/**
 * Reads every persistent definition, as far as it takes to know whose it is: hosts have thousands. What is wrong inside a
 * document is found out by `checkDefinitions`, or when the document is needed. One that cannot be read is left as it is,
 * and the others are not affected by it.
 * @returns the domains that are new
 */
export async function loadDefinitions(context: QemuDriverContext): Promise<QemuDomain[]> {
  const added: QemuDomain[] = []
  const saved = await managedSaves(context)
  const readers = new Readers(context)
  for (const stored of await context.definitions.load(leaveAlone)) {
    try {
      const domain = loadDefinition(context, stored, await readers.of(stored), saved)
      if (domain) added.push(domain)
    } catch (error) {
      leaveAlone(stored.path, error)
    }
  }
  return added
}

/**
 * Looks into definitions that nobody has needed yet and that we do not know to be whole, a few milliseconds at a time; a
 * damaged one is reported and taken off the list, its file stays.
 */
export async function checkDefinitions(context: QemuDriverContext, added: readonly QemuDomain[], signal: AbortSignal) {
  for (const domain of added) {
    await new Promise(resolve => setTimeout(resolve, domain.stored?.isKnown ? 0 : 2))
    const { stored } = domain
    if (signal.aborted) return
    if (!stored || domain.guest) continue
    try {
      if (!stored.isKnown) {
        if (stored.domain.name !== domain.name) throw new Error(`it describes '${stored.domain.name}'`)
        stored.look()
      }
      stored.forget()
    } catch (error) {
      leaveAlone(context.definitions.pathOf(domain.name), error)
      domain.stored = undefined
      context.domains.remove(domain)
      context.feed.change('removed', domain)
    }
  }
}

/** How a document is read, when it is. */
interface Reader {
  readonly read: (text: string) => Domain
  /** The text is known to be what reading and writing it would give, with nothing to hide in it. */
  readonly plain: boolean
}

/** Documents for one emulator are read alike, so that it is looked up once, and not at all for those that we have sealed. */
class Readers {
  readonly #surroundings = new Map<string | undefined, Promise<string | undefined>>()
  readonly #readers = new Map<string, Promise<Reader['read']>>()

  /** For texts that we have written, complete as they were. */
  readonly #own: Reader

  constructor(private readonly context: QemuDriverContext) {
    this.#own = { read: readerBy(context.emulators.plainContext), plain: true }
  }

  async of({ text, isSealed }: StoredDefinition): Promise<Reader> {
    const emulator = /<emulator>([^<]*)</.exec(text)?.[1]
    const { emulators, program } = this.context
    const surroundings = async () => (emulator === undefined ? undefined : emulators.surroundings(emulator))
    const conditions = definitionSeal(program, await found(this.#surroundings, emulator, surroundings))
    if (conditions !== undefined && isSealed(conditions)) return this.#own
    const key = `${/<type [^>]*\barch='([^']*)'/.exec(text)?.[1]} ${emulator}`
    const read = await found(this.#readers, key, async () => readerBy(await emulators.contextFor(text)))
    return { read, plain: false }
  }
}

const readerBy =
  (reading: DomainContext): Reader['read'] =>
  text =>
    parseDomain(text, reading, { inactive: true, skipValidate: true })

function found<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

const leaveAlone = (path: string, error: unknown) =>
  log.warning({ error, file: path }, `The definition ${path} cannot be read and is left alone: ${messageOf(error)}`)

/** @returns the domain when it is new */
function loadDefinition(
  context: QemuDriverContext,
  { name, path, text, autostart, autostartOnce }: StoredDefinition,
  { read, plain }: Reader,
  saved: ReadonlySet<string>,
): QemuDomain | undefined {
  const { domains } = context
  const definition = identityIn(text) ?? read(text)
  if (definition.name !== name) throw new Error(`it describes '${definition.name}', and not '${name}'`)
  const known = domains.withUuid(definition.uuid) ?? domains.withName(name)
  if (known && (known.name !== name || known.uuid !== definition.uuid)) {
    throw new Error(`name or UUID belong to domain '${known.name}' (${known.uuid}), too`)
  }
  const domain = known ?? newDomain(context, definition)
  domain.stored = PersistentDefinition.ofText(text, read, plain || undefined)
  domain.autostart = autostart
  domain.autostartOnce = autostartOnce
  domain.managedSave = saved.has(name)
  if (known) return undefined
  log.debug({ domain: domain.reference }, `Definition of '${name}' read from ${path}`)
  domains.add(domain)
  return domain
}

/** Name and UUID of a document in the form that libvirt and we write; undefined for any other, which is parsed to know. */
function identityIn(text: string): { name: string; uuid: string } | undefined {
  const [, name, uuid] =
    /<domain [^>]*>\n {2}<name>([^<&]+)<\/name>\n {2}<uuid>([0-9a-f-]{36})<\/uuid>\n/.exec(text) ?? []
  return name !== undefined && uuid !== undefined && text.trimEnd().endsWith('</domain>') ? { name, uuid } : undefined
}
