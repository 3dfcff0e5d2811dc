import type { AccessDetails, Found } from '../api/Driver.js'
import type { References } from '../api/schema.js'
import type { Snapshot } from '../model/snapshot/Snapshot.js'
import type { TreeMoment } from './MomentTree.js'

/** A snapshot as drivers keep it, with the domain it is of. */
export class DomainSnapshot<D extends Found<'domain'>> implements Found<'domainSnapshot'>, TreeMoment {
  readonly kind = 'domainSnapshot'

  constructor(
    readonly dom: D,
    readonly name: string,
    public content: Snapshot,
  ) {}

  get parent(): string | undefined {
    return this.content.parent
  }

  set parent(name: string | undefined) {
    this.content = { ...this.content, parent: name }
  }

  get reference(): References['domainSnapshot'] {
    return { name: this.name, dom: this.dom.reference }
  }

  get details(): AccessDetails {
    return this.dom.details
  }
}
