/** Objects of one kind by UUID and name, in the order they came. */
export class NamedObjects<T extends { readonly uuid: string; readonly name: string }> implements Iterable<T> {
  readonly #byUuid = new Map<string, T>()
  readonly #byName = new Map<string, T>()

  get size(): number {
    return this.#byUuid.size
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.#byUuid.values()
  }

  add(object: T): void {
    this.#byUuid.set(object.uuid, object)
    this.#byName.set(object.name, object)
  }

  delete(object: T): void {
    this.#byUuid.delete(object.uuid)
    this.#byName.delete(object.name)
  }

  /** Tells that an object has another name now. */
  renamed(object: T, before: string): void {
    this.#byName.delete(before)
    this.#byName.set(object.name, object)
  }

  withUuid(uuid: string): T | undefined {
    return this.#byUuid.get(uuid)
  }

  withName(name: string): T | undefined {
    return this.#byName.get(name)
  }
}
