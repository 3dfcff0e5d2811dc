import type { AccessDetails, Found } from '../../../api/Driver.js'
import type { References } from '../../../api/schema.js'
import type { Snapshot } from '../../../model/snapshot/Snapshot.js'
import type { TreeMoment } from '../../MomentTree.js'
import type { QemuDomain } from '../domain/QemuDomain.js'

/** A snapshot of a guest, or of a domain that was off. */
export class QemuSnapshot implements Found<'domainSnapshot'>, TreeMoment {
  readonly kind = 'domainSnapshot'

  constructor(
    readonly dom: QemuDomain,
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
