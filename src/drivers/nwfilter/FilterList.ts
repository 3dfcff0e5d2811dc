import { LibvirtError } from '../../api/LibvirtError.js'
import type { References } from '../../api/schema.js'
import type { Filter } from '../../model/nwfilter/Filter.js'
import { NamedObjects } from '../NamedObjects.js'
import type { HeldBinding } from './HeldBinding.js'
import { type HeldFilter, referencesOf } from './HeldFilter.js'

/** The filters of a driver, and the interfaces they are on. */
export class FilterList {
  readonly filters = new NamedObjects<HeldFilter>()
  /** By the interface on the host. */
  readonly bindings = new Map<string, HeldBinding>()

  /** @throws LibvirtError NO_NWFILTER */
  find({ uuid }: Pick<References['nwfilter'], 'uuid'>): HeldFilter {
    const found = this.filters.withUuid(uuid)
    if (!found) throw new LibvirtError('NO_NWFILTER', `no nwfilter with matching uuid '${uuid}'`)
    return found
  }

  /** @throws LibvirtError NO_NWFILTER */
  named(name: string): HeldFilter {
    const found = this.filters.withName(name)
    if (!found) throw new LibvirtError('NO_NWFILTER', `no nwfilter with matching name '${name}'`)
    return found
  }

  /** @throws LibvirtError NO_NWFILTER_BINDING */
  findBinding({ portdev }: Pick<References['nwfilterBinding'], 'portdev'>): HeldBinding {
    const found = this.bindings.get(portdev)
    if (!found) throw new LibvirtError('NO_NWFILTER_BINDING', `no nwfilter binding for port dev '${portdev}'`)
    return found
  }

  /**
   * The filter a document is about, if there is one already.
   * @throws LibvirtError OPERATION_FAILED when name and UUID disagree, or filters would contain each other
   */
  existingFor(filter: Filter): HeldFilter | undefined {
    const existing = this.filters.withUuid(filter.uuid)
    if (existing && existing.name !== filter.name) {
      const text = `filter with same UUID but different name ('${existing.name}') already exists`
      throw new LibvirtError('OPERATION_FAILED', text)
    }
    const namesake = this.filters.withName(filter.name)
    if (namesake && namesake !== existing) {
      throw new LibvirtError('OPERATION_FAILED', `filter '${filter.name}' already exists with uuid ${namesake.uuid}`)
    }
    if (this.#reaches(filter, filter.name)) {
      throw new LibvirtError('OPERATION_FAILED', 'filter would introduce a loop')
    }
    return existing
  }

  /** Whether the filter contains another, at any depth. */
  #reaches(filter: Filter, name: string): boolean {
    const seen = new Set<string>()
    const waiting = [...referencesOf(filter)]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (next === name) return true
      if (seen.has(next)) continue
      seen.add(next)
      const inner = this.filters.withName(next)
      if (inner) waiting.push(...referencesOf(inner.definition))
    }
    return false
  }

  /** Whether an interface has the filter, or another filter contains it. */
  isInUse({ name }: HeldFilter): boolean {
    for (const { definition } of this.bindings.values()) if (definition.reference.filter === name) return true
    for (const filter of this.filters) if (referencesOf(filter.definition).includes(name)) return true
    return false
  }
}
