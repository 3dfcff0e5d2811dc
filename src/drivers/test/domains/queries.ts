// What can be asked about pretended guests, and the few settings that go with it.
import { domainMessageType } from '../../../api/enums/domain.js'
import type { Verbs } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { taintsOf } from '../../domainSettings/taints.js'
import { selectDomains } from '../../selectDomains.js'
import type { TestDomain } from '../TestDomain.js'
import type { TestHost, TestObjects } from '../TestHost.js'

const missing = (what: string) => new LibvirtError('NO_DOMAIN', `no domain with matching ${what}`)
/** What every pretended guest runs as. */
const securityLabel = { label: 'libvirt-test', enforcing: 1 }
const flag = (claim: boolean): number => (claim ? 1 : 0)

/** A CPU model that only the test driver knows, and calls deprecated. */
const deprecatedModel = 'Deprecated-Test'

function messagesOf({ definition, active }: TestDomain, flags: number): string[] {
  if (!active) return []
  const { DEPRECATION, TAINTING } = domainMessageType
  const deprecated = definition.cpu?.model === deprecatedModel
  const taints = [...taintsOf(definition), ...(deprecated ? ['use of deprecated configuration settings'] : [])]
  return [
    ...(flags === 0 || flags & TAINTING ? taints.map(taint => `tainted: ${taint}`) : []),
    ...(deprecated && (flags === 0 || flags & DEPRECATION)
      ? [`deprecated configuration: CPU model ${deprecatedModel}`]
      : []),
  ]
}

/** What list filters ask. */
export const factsOf = (dom: TestDomain) => ({
  active: dom.active,
  persistent: dom.config !== undefined,
  state: dom.status.state,
  managedSave: dom.managedSave !== undefined,
  autostart: dom.autostart,
  snapshots: dom.snapshots.size > 0,
  checkpoints: dom.checkpoints.size > 0,
})

export function queryVerbs(host: TestHost): Verbs<TestObjects> {
  return {
    connectListAllDomains: ({ flags }) => {
      const domains = selectDomains(host.domains, factsOf, flags)
      return { domains, ret: domains.length }
    },
    domainLookupByName: ({ name }) => {
      const dom = host.domains.withName(name)
      if (!dom) throw missing(`name '${name}'`)
      return { dom }
    },
    domainLookupByUuid: ({ uuid }) => {
      const dom = host.domains.withUuid(uuid)
      if (!dom) throw missing(`uuid '${uuid}'`)
      return { dom }
    },
    domainLookupById: ({ id }) => {
      for (const dom of host.domains) if (dom.live?.id === id) return { dom }
      throw missing(`id ${id}`)
    },
    domainGetState: ({ dom }) => dom.status,
    domainGetInfo: ({ dom }) => {
      const { memory, vcpus } = dom.definition
      return {
        state: dom.status.state,
        maxMem: BigInt(memory.total),
        memory: BigInt(memory.current),
        nrVirtCpu: vcpus.list.filter(({ online }) => online).length,
        // A pretended guest has used all the time that has passed since 1970, as in libvirt's test driver.
        cpuTime: dom.active ? BigInt(host.options.clock.now()) * 1_000_000n : 0n,
      }
    },
    // Whatever the guest: it is what libvirt's test driver has always said.
    domainGetOsType: () => ({ type: 'linux' }),
    domainGetMessages: ({ dom, flags }) => ({ msgs: messagesOf(dom, flags) }),
    domainGetSecurityLabel: ({ dom }) => {
      dom.running()
      return securityLabel
    },
    domainGetSecurityLabelList: ({ dom }) => {
      dom.running()
      return { labels: [securityLabel], ret: 1 }
    },
    domainGetMaxMemory: ({ dom }) => ({ memory: BigInt(dom.definition.memory.total) }),
    domainIsActive: ({ dom }) => ({ active: flag(dom.active) }),
    domainIsPersistent: ({ dom }) => ({ persistent: flag(dom.config !== undefined) }),
    domainIsUpdated: ({ dom }) => ({ updated: flag(dom.updated) }),
    domainGetAutostart: ({ dom }) => ({ autostart: flag(dom.autostart) }),
    domainSetAutostart: ({ dom, autostart }) => {
      if (!dom.config) throw new LibvirtError('OPERATION_INVALID', 'cannot set autostart for transient domain')
      dom.autostart = autostart !== 0
      host.change('changed', dom, ['domainGetAutostart'])
    },
    domainGetAutostartOnce: ({ dom }) => ({ autostart: flag(dom.autostartOnce) }),
    domainSetAutostartOnce: ({ dom, autostart }) => {
      if (!dom.config) throw new LibvirtError('OPERATION_INVALID', 'cannot set autostart for transient domain')
      dom.autostartOnce = autostart !== 0
    },
    domainHasManagedSaveImage: ({ dom }) => ({ result: flag(dom.managedSave !== undefined) }),
  }
}
