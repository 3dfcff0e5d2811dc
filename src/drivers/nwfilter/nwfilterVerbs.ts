// Network filters and the interfaces they are on.
import type { nwfilterBindingCreateXml, nwfilterDefineXmlFlags } from '../../api/calls/index.js'
import type { DriverObjects, Prepared, Verbs } from '../../api/Driver.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import { formatFilter } from '../../model/nwfilter/formatFilter.js'
import { parseFilter } from '../../model/nwfilter/parseFilter.js'
import type { Filter } from '../../model/nwfilter/Filter.js'
import {
  type FilterBinding,
  formatFilterBinding,
  parseFilterBinding,
} from '../../model/nwfilterBinding/FilterBinding.js'
import type { Random } from '../../model/Random.js'
import type { EventFeed } from '../EventFeed.js'
import type { FilterKeeper } from './FilterKeeper.js'
import type { FilterList } from './FilterList.js'
import { bindingDetails, HeldBinding } from './HeldBinding.js'
import { filterDetails, HeldFilter } from './HeldFilter.js'

export interface FilterVerbsOptions {
  readonly list: FilterList
  readonly keeper: FilterKeeper
  readonly feed: EventFeed
  readonly random: Pick<Random, 'bytes'>
}
export interface FilterObjects extends DriverObjects {
  nwfilter: HeldFilter
  nwfilterBinding: HeldBinding
}

export function nwfilterVerbs(options: FilterVerbsOptions) {
  const { list, keeper, feed, random } = options
  const define = async (definition: Filter): Promise<{ nwfilter: HeldFilter }> => {
    const existing = list.existingFor(definition)
    await keeper.save(definition)
    const nwfilter = existing ?? new HeldFilter(definition)
    nwfilter.definition = definition
    list.filters.add(nwfilter)
    if (existing) feed.change('changed', nwfilter, ['nwfilterGetXmlDesc'])
    else feed.change('added', nwfilter)
    return { nwfilter }
  }
  const bind = async (definition: FilterBinding): Promise<{ nwfilter: HeldBinding }> => {
    const { portDevice, reference } = definition
    if (list.bindings.has(portDevice)) {
      throw new LibvirtError('OPERATION_FAILED', `Binding for port dev '${portDevice}' already exists`)
    }
    list.named(reference.filter)
    await keeper.bind(definition)
    const nwfilter = new HeldBinding(definition)
    list.bindings.set(portDevice, nwfilter)
    return { nwfilter }
  }
  return {
    connectListAllNwfilters: () => ({ filters: [...list.filters], ret: list.filters.size }),
    nwfilterLookupByName: ({ name }) => ({ nwfilter: list.named(name) }),
    nwfilterLookupByUuid: ({ uuid }) => ({ nwfilter: list.find({ uuid }) }),
    nwfilterDefineXmlFlags: {
      prepare: ({ xml }): Prepared<typeof nwfilterDefineXmlFlags, FilterObjects> => {
        const definition = parseFilter(xml, random)
        return { details: filterDetails(definition), run: () => define(definition) }
      },
    },
    nwfilterGetXmlDesc: ({ nwfilter }) => ({ xml: formatFilter(nwfilter.definition) }),
    nwfilterUndefine: async ({ nwfilter }) => {
      if (list.isInUse(nwfilter)) throw new LibvirtError('OPERATION_INVALID', 'nwfilter is in use')
      await keeper.forget(nwfilter.definition)
      list.filters.delete(nwfilter)
      feed.change('removed', nwfilter)
    },
    connectListAllNwfilterBindings: () => {
      const bindings = [...list.bindings.values()]
      return { bindings, ret: bindings.length }
    },
    nwfilterBindingLookupByPortDev: ({ name }) => ({ nwfilter: list.findBinding({ portdev: name }) }),
    nwfilterBindingCreateXml: {
      prepare: ({ xml }): Prepared<typeof nwfilterBindingCreateXml, FilterObjects> => {
        const definition = parseFilterBinding(xml)
        return { details: bindingDetails(definition), run: () => bind(definition) }
      },
    },
    nwfilterBindingGetXmlDesc: ({ nwfilter }) => ({ xml: formatFilterBinding(nwfilter.definition) }),
    nwfilterBindingDelete: async ({ nwfilter }) => {
      await keeper.unbind(nwfilter.definition)
      list.bindings.delete(nwfilter.definition.portDevice)
    },
  } satisfies Verbs<FilterObjects>
}
