import type { MaybePromise } from '../../api/Driver.js'
import type { Filter } from '../../model/nwfilter/Filter.js'
import type { FilterBinding } from '../../model/nwfilterBinding/FilterBinding.js'

/** Where filters are kept and put into force. Each call is awaited before anybody is told of the change. */
export interface FilterKeeper {
  save(filter: Filter): MaybePromise<void>
  forget(filter: Filter): MaybePromise<void>
  /** Puts the filter on an interface. */
  bind(binding: FilterBinding): MaybePromise<void>
  /** Takes the filter off an interface. */
  unbind(binding: FilterBinding): MaybePromise<void>
}

/** A host that is only pretended has no packets to filter. */
export const memoryOnly: FilterKeeper = { save: () => {}, forget: () => {}, bind: () => {}, unbind: () => {} }
