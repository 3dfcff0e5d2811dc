// What a client knows of a driver's objects: made once by asking, and kept up by signals alone.
import { Variant } from '../../../src/bus/codec/values.js'
import { busInterfaces } from '../../../src/bus/generated/interfaces.js'

const table: Record<string, { properties: Record<string, { emits: string }> }> = busInterfaces

/** Properties nobody is told of; see docs/decisions/bus-signals.md. */
const isSilent = (iface: string, property: string) => table[iface]?.properties[property]?.emits === 'false'

export class Picture {
  /** Path → interface → property → value as text. */
  readonly #objects = new Map<string, Map<string, Map<string, string>>>()

  get paths(): string[] {
    return [...this.#objects.keys()]
  }

  has(path: string): boolean {
    return this.#objects.has(path)
  }

  /** @param objects a{oa{sa{sv}}}, as GetManagedObjects answers */
  addAll(objects: unknown): void {
    for (const [path, interfaces] of pairs(objects)) this.add(String(path), interfaces)
  }

  /** InterfacesAdded. @param interfaces a{sa{sv}} */
  add(path: string, interfaces: unknown): void {
    const known = this.#objects.get(path) ?? new Map<string, Map<string, string>>()
    this.#objects.set(path, known)
    for (const [iface, properties] of pairs(interfaces)) {
      known.set(String(iface), new Map())
      this.change(path, String(iface), properties, [])
    }
  }

  /** InterfacesRemoved. */
  remove(path: string, interfaces: unknown): void {
    const known = this.#objects.get(path)
    for (const iface of Array.isArray(interfaces) ? interfaces : []) known?.delete(String(iface))
    if (known?.size === 0) this.#objects.delete(path)
  }

  forget(path: string): void {
    this.#objects.delete(path)
  }

  /** PropertiesChanged. Of objects that are not in the picture nothing is kept. */
  change(path: string, iface: string, changed: unknown, invalidated: unknown): void {
    const known = this.#objects.get(path)?.get(iface)
    if (!known) return
    for (const name of Array.isArray(invalidated) ? invalidated : []) known.delete(String(name))
    for (const [name, value] of pairs(changed)) if (!isSilent(iface, String(name))) known.set(String(name), show(value))
  }

  /** One line for each property, in order, for comparison. */
  lines(): string[] {
    const lines: string[] = []
    for (const [path, interfaces] of this.#objects) {
      for (const [iface, properties] of interfaces) {
        lines.push(`${path} ${iface}`)
        for (const [name, value] of properties) lines.push(`${path} ${iface}.${name} = ${value}`)
      }
    }
    return lines.sort()
  }
}

/** The entries of a dictionary. */
function pairs(dictionary: unknown): (readonly [unknown, unknown])[] {
  if (!Array.isArray(dictionary)) throw new TypeError('no dictionary')
  return dictionary.map((entry: unknown) => {
    if (!Array.isArray(entry) || entry.length !== 2) throw new TypeError('no entry of a dictionary')
    return [entry[0], entry[1]]
  })
}

function show(value: unknown): string {
  if (value instanceof Variant) return `${value.signature} ${show(value.value)}`
  return Array.isArray(value) ? `[${value.map(show).join(', ')}]` : String(value)
}
