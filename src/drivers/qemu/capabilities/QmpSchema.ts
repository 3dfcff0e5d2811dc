// Owns the reply to query-qmp-schema: a list of entities that refer to each other by name, asked whether QEMU knows some
// argument or value. The names of types are QEMU's own numbering and mean nothing.
//
// A spot is written as a command followed by steps: `.arg` and `.ret` go to its argument and result, `.name` to a member,
// `(name)` to a variant, `=name` to an enumeration's value, and `!name` to a feature of what was reached so far. Lists are
// stepped through silently, and of alternatives any may match.
import type { JsonReader } from '../monitor/JsonReader.js'

interface Step {
  readonly kind: '.' | '(' | '=' | '!'
  readonly name: string
}

/** QEMU's description of its own protocol. */
export class QmpSchema {
  readonly #entities: ReadonlyMap<string, JsonReader>

  /** @throws LibvirtError INTERNAL_ERROR for what is no reply to query-qmp-schema */
  constructor(reply: JsonReader) {
    this.#entities = new Map(reply.items().map(entity => [entity.field('name').string(), entity]))
  }

  /** Whether there is a command of that name. */
  hasCommand(name: string): boolean {
    return this.#entities.get(name)?.field('meta-type').value === 'command'
  }

  /** Whether the spot exists. */
  has(spot: string): boolean {
    const command = /^[^.!(=]+/.exec(spot)?.[0] ?? ''
    const entity = this.#entities.get(command)
    return (
      this.hasCommand(command) && entity !== undefined && this.#reaches(entity, stepsOf(spot.slice(command.length)))
    )
  }

  // `at` is an entity, or a member of one when only its features are asked for.
  #reaches(at: JsonReader, steps: readonly Step[]): boolean {
    const [step, ...rest] = steps
    if (!step) return true
    if (step.kind === '!') return rest.length === 0 && itemsOf(at, 'features').some(({ value }) => value === step.name)
    switch (at.field('meta-type').value) {
      case 'command':
        return this.#follow(at.field(`${step.name}-type`), rest)
      case 'array':
        return this.#follow(at.field('element-type'), steps)
      case 'alternate':
        return itemsOf(at, 'members').some(member => this.#follow(member.field('type'), steps))
      case 'enum':
        return step.kind === '=' && rest.length === 0 && valuesOf(at).includes(step.name)
      case 'object':
        return this.#reachesInObject(at, step, rest)
      default:
        return false
    }
  }

  #reachesInObject(object: JsonReader, step: Step, rest: readonly Step[]): boolean {
    if (step.kind === '(') {
      const variant = itemsOf(object, 'variants').find(candidate => candidate.field('case').value === step.name)
      return variant !== undefined && this.#follow(variant.field('type'), rest)
    }
    if (step.kind !== '.') return false
    const member = itemsOf(object, 'members').find(candidate => candidate.field('name').value === step.name)
    if (!member) return false
    return rest[0]?.kind === '!' ? this.#reaches(member, rest) : this.#follow(member.field('type'), rest)
  }

  #follow(type: JsonReader, steps: readonly Step[]): boolean {
    const entity = type.present ? this.#entities.get(type.string()) : undefined
    return entity !== undefined && this.#reaches(entity, steps)
  }
}

function stepsOf(text: string): Step[] {
  return [...text.matchAll(/([.(=!])([^.(=!)]+)\)?/g)].map(([, kind, name]) => {
    if (name !== undefined && (kind === '.' || kind === '(' || kind === '=' || kind === '!')) return { kind, name }
    throw new Error(`'${text}' is no spot in the schema`)
  })
}

function itemsOf(object: JsonReader, name: string): JsonReader[] {
  const list = object.field(name)
  return list.present ? list.items() : []
}

// QEMU 6.2 replaced the bare list of values by one of objects and kept both.
function valuesOf(enumeration: JsonReader): string[] {
  const members = itemsOf(enumeration, 'members').map(member => member.field('name').string())
  return [...members, ...itemsOf(enumeration, 'values').map(value => value.string())]
}
