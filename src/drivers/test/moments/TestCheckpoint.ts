import type { AccessDetails, Found } from '../../../api/Driver.js'
import type { References } from '../../../api/schema.js'
import type { Checkpoint } from '../../../model/checkpoint/Checkpoint.js'
import type { TreeMoment } from '../../MomentTree.js'
import type { TestDomain } from '../TestDomain.js'

/** A checkpoint of a pretended guest. */
export class TestCheckpoint implements Found<'domainCheckpoint'>, TreeMoment {
  readonly kind = 'domainCheckpoint'

  constructor(
    readonly dom: TestDomain,
    readonly name: string,
    public content: Checkpoint,
  ) {}

  get parent(): string | undefined {
    return this.content.parent
  }

  set parent(name: string | undefined) {
    this.content = { ...this.content, parent: name }
  }

  get reference(): References['domainCheckpoint'] {
    return { name: this.name, dom: this.dom.reference }
  }

  get details(): AccessDetails {
    return this.dom.details
  }
}
