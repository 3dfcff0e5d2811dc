import type { AccessDetails, Found } from '../../api/Driver.js'
import type { References } from '../../api/schema.js'
import type { FilterBinding } from '../../model/nwfilterBinding/FilterBinding.js'

export const bindingDetails = ({ portDevice, linkDevice, reference }: FilterBinding): AccessDetails => ({
  nwfilter_binding_portdev: portDevice,
  ...(linkDevice !== undefined && { nwfilter_binding_linkdev: linkDevice }),
  nwfilter_binding_filter: reference.filter,
})

/** The filter on one interface of a guest. */
export class HeldBinding implements Found<'nwfilterBinding'> {
  readonly kind = 'nwfilterBinding'

  constructor(readonly definition: FilterBinding) {}

  get reference(): References['nwfilterBinding'] {
    return { portdev: this.definition.portDevice, filtername: this.definition.reference.filter }
  }

  get details(): AccessDetails {
    return bindingDetails(this.definition)
  }
}
