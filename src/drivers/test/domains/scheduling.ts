// The scheduler of pretended guests is libvirt's: fair, and with a weight as its only parameter.
import type { Verbs } from '../../../api/Driver.js'
import type { TypedParameter } from '../../../api/schema.js'
import { readParameters, uint } from '../../domainSettings/typedParameters.js'
import type { TestDomain } from '../TestDomain.js'
import type { TestHost, TestObjects } from '../TestHost.js'

/** Of a guest that nobody has given another one. */
const usualWeight = 50

export function schedulingVerbs(host: TestHost): Verbs<TestObjects> {
  const weights = new WeakMap<TestDomain, number>()
  const parameters = (dom: TestDomain) => ({ params: [uint('weight', weights.get(dom) ?? usualWeight)] })
  const set = (dom: TestDomain, params: readonly TypedParameter[]) => {
    const weight = readParameters(params, { weight: 'uint' }).get('weight')
    if (weight) weights.set(dom, Number(weight.value))
    host.change('changed', dom, ['domainGetSchedulerParametersFlags'])
  }
  return {
    domainGetSchedulerType: () => ({ type: 'fair', nparams: 1 }),
    domainGetSchedulerParametersFlags: ({ dom }) => parameters(dom),
    domainGetSchedulerParameters: ({ dom }) => parameters(dom),
    domainSetSchedulerParametersFlags: ({ dom, params }) => set(dom, params),
  }
}
