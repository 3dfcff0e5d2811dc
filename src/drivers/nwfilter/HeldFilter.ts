import type { AccessDetails, Found } from '../../api/Driver.js'
import type { References } from '../../api/schema.js'
import type { Filter } from '../../model/nwfilter/Filter.js'

export const filterDetails = ({ name, uuid }: Filter): AccessDetails => ({ nwfilter_name: name, nwfilter_uuid: uuid })

/** Names of the filters one refers to itself. */
export const referencesOf = ({ entries }: Filter): readonly string[] =>
  entries.flatMap(entry => ('reference' in entry ? [entry.reference.filter] : []))

/** A filter a driver has. */
export class HeldFilter implements Found<'nwfilter'> {
  readonly kind = 'nwfilter'

  constructor(public definition: Filter) {}

  get name(): string {
    return this.definition.name
  }

  get uuid(): string {
    return this.definition.uuid
  }

  get reference(): References['nwfilter'] {
    return { name: this.name, uuid: this.uuid }
  }

  get details(): AccessDetails {
    return filterDetails(this.definition)
  }
}
