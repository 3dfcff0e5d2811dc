import type { AccessDetails, Found } from '../../../api/Driver.js'
import type { References } from '../../../api/schema.js'
import type { Interface } from '../../../model/iface/Interface.js'

/** A pretended host interface. */
export class TestInterface implements Found<'interface'> {
  readonly kind = 'interface'
  active = false

  constructor(public definition: Interface) {}

  get name(): string {
    return this.definition.name
  }

  get reference(): References['interface'] {
    return { name: this.name, mac: this.definition.mac ?? '' }
  }

  get details(): AccessDetails {
    return { interface_name: this.name, interface_macaddr: this.definition.mac ?? '' }
  }
}
