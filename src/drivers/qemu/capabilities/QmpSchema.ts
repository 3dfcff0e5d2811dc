// Owns the reply to query-qmp-schema: a list of entities that refer to each other by name, asked whether QEMU knows some
// argument or value. The names of types are QEMU's own numbering and mean nothing.
//
// A spot is written as a command followed by steps: `.arg` and `.ret` go to its argument and result, `.name` to a member,
// `(name)` to a variant, `=name` to an enumeration's value, and `!name` to a feature of what was reached so far. Lists are
// stepped through silently, and of alternatives any may match.
import { namesIn, objectsIn, type QmpObject, textAt } from './qmpValues.js'

interface Step {
  readonly kind: '.' | '(' | '=' | '!'
  readonly name: string
}

/** QEMU's description of its own protocol. */
export class QmpSchema {
  readonly #entities: ReadonlyMap<string, QmpObject>

  /** @throws LibvirtError INTERNAL_ERROR for what is no reply to query-qmp-schema */
  constructor(reply: unknown) {
    this.#entities = new Map(objectsIn(reply, 'query-qmp-schema').map(entity => [textAt(entity, 'name'), entity]))
  }

  /** Whether there is a command of that name. */
  hasCommand(name: string): boolean {
    return this.#entities.get(name)?.['meta-type'] === 'command'
  }

  /** Whether the spot exists. */
  has(spot: string): boolean {
    const command = /^[^.!(=]+/.exec(spot)?.[0] ?? ''
    const entity = this.#entities.get(command)
    if (entity?.['meta-type'] !== 'command') return false
    return this.#reaches(entity, stepsOf(spot.slice(command.length)))
  }

  // `at` is an entity, or a member of one when only its features are asked for.
  #reaches(at: QmpObject, steps: readonly Step[]): boolean {
    const [step, ...rest] = steps
    if (!step) return true
    if (step.kind === '!') return rest.length === 0 && featuresOf(at).includes(step.name)
    switch (at['meta-type']) {
      case 'command':
        return this.#follow(at[`${step.name}-type`], rest)
      case 'array':
        return this.#follow(at['element-type'], steps)
      case 'alternate':
        return objectsIn(at['members'], 'members').some(({ type }) => this.#follow(type, steps))
      case 'enum':
        return step.kind === '=' && rest.length === 0 && valuesOf(at).includes(step.name)
      case 'object':
        return this.#reachesInObject(at, step, rest)
      default:
        return false
    }
  }

  #reachesInObject(object: QmpObject, step: Step, rest: readonly Step[]): boolean {
    if (step.kind === '(') {
      const variants = object['variants'] === undefined ? [] : objectsIn(object['variants'], 'variants')
      return variants.some(variant => variant['case'] === step.name && this.#follow(variant['type'], rest))
    }
    if (step.kind !== '.') return false
    const member = objectsIn(object['members'] ?? [], 'members').find(({ name }) => name === step.name)
    if (!member) return false
    return rest[0]?.kind === '!' ? this.#reaches(member, rest) : this.#follow(member['type'], rest)
  }

  #follow(type: unknown, steps: readonly Step[]): boolean {
    const entity = typeof type === 'string' ? this.#entities.get(type) : undefined
    return entity !== undefined && this.#reaches(entity, steps)
  }
}

function stepsOf(text: string): Step[] {
  return [...text.matchAll(/([.(=!])([^.(=!)]+)\)?/g)].map(([, kind, name]) => {
    if (name !== undefined && (kind === '.' || kind === '(' || kind === '=' || kind === '!')) return { kind, name }
    throw new Error(`'${text}' is no spot in the schema`)
  })
}

function featuresOf(object: QmpObject): string[] {
  const { features } = object
  return Array.isArray(features) ? features.map(String) : []
}

// QEMU 6.2 replaced the bare list of values by one of objects and kept both.
function valuesOf(enumeration: QmpObject): string[] {
  const { members, values } = enumeration
  if (members !== undefined) return namesIn(members, 'members')
  return Array.isArray(values) ? values.map(String) : []
}
