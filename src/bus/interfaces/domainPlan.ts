// A guest's place in the host's start and stop, from the metadata of its definition, as properties.
import { LibvirtError } from '../../api/LibvirtError.js'
import * as calls from '../../api/calls/index.js'
import { domainMetadataType } from '../../api/enums/domain.js'
import { type GuestPlan, lifecycleNamespace, noPlan, readPlan } from '../../model/lifecycle/GuestPlan.js'
import type { BusCall } from '../tree/BusCall.js'
import type { Self } from './domainSelf.js'

const changesWith = ['domainGetMetadata', 'domainSetMetadata', 'domainGetXmlDesc'] as const

/** A property read off the plan. */
const of = <T>(read: (plan: GuestPlan) => T) => ({
  get: async (call: BusCall<Self>) => read(await plan(call)),
  changesWith,
})

export const planProperties = {
  ShutdownAction: of(({ action }) => action ?? ''),
  ShutdownTimeout: of(({ timeout }) => (timeout === undefined ? -1 : timeout / 1000)),
  BootPriority: of(({ priority }) => priority),
  BootDelay: of(({ delay }) => delay / 1000),
  ReadyWhen: of(({ ready }) => ready),
}

const plans = new WeakMap<BusCall<Self>, Promise<GuestPlan>>()

/** Read once for all properties that are read together. */
function plan(call: BusCall<Self>): Promise<GuestPlan> {
  const known = plans.get(call) ?? read(call)
  plans.set(call, known)
  return known
}

/** A definition without a plan, or with one that cannot be read, leaves everything to the host, as libvirt-guests takes it. */
async function read(call: BusCall<Self>): Promise<GuestPlan> {
  if (!call.serves(calls.domainGetMetadata)) return noPlan
  try {
    const args = { dom: call.self, type: domainMetadataType.ELEMENT, uri: lifecycleNamespace, flags: 0 }
    return readPlan((await call.perform(calls.domainGetMetadata, args)).metadata)
  } catch (error) {
    if (error instanceof LibvirtError && ['NO_DOMAIN_METADATA', 'XML_ERROR', 'XML_DETAIL'].includes(error.code))
      return noPlan
    throw error
  }
}
