// Which NUMA nodes of the host a guest's memory comes from.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { numaNodes } from '../../../host/hostMemory.js'
import { formatNumberSet } from '../../../model/domain/bitmap.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { NumaTuning } from '../../../model/domain/numa/numaTuning.js'
import { asked } from '../../domainSettings/impact.js'
import { numaParameters, withNumaParameters } from '../../domainSettings/numaParameters.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'
import { guestGroups } from '../tuning/GuestGroups.js'
import { guestThreads } from '../tuning/guestThreads.js'
import { changeDefinitions } from './changeDefinitions.js'

export const numaVerbs = (context: QemuDriverContext): QemuVerbs => ({
  domainGetNumaParameters({ dom, nparams, flags }) {
    const params = numaParameters(asked(dom.definitions, flags))
    return { params: params.slice(0, Math.max(0, nparams)), nparams: params.length }
  },
  async domainSetNumaParameters({ dom, params, flags }, call) {
    const config = (definition: Domain) => {
      definition.numaTuning = withNumaParameters(definition.numaTuning, params)
    }
    const live = async (definition: Domain) => {
      const after = withNumaParameters(definition.numaTuning, params)
      const says = (parameter: string) => params.some(({ field }) => field === parameter)
      await changeLiveNodes(context, dom, definition.numaTuning, after, says)
      definition.numaTuning = after
    }
    const fields = ['domainGetNumaParameters']
    await changeDefinitions(context, dom, { name: 'domainSetNumaParameters', flags, config, live, fields }, call)
  },
})

/** @throws LibvirtError OPERATION_INVALID for what cannot change while the guest runs, OPERATION_UNSUPPORTED in a session */
async function changeLiveNodes(
  context: QemuDriverContext,
  dom: QemuDomain,
  { memory: before }: NumaTuning,
  { memory: after }: NumaTuning,
  says: (parameter: string) => boolean,
): Promise<void> {
  if (!context.privileged) {
    throw new LibvirtError('OPERATION_UNSUPPORTED', 'NUMA tuning is not available in session mode')
  }
  const { guest } = dom.active()
  const groups = await guestGroups(context, guest.process.pid)
  if (!groups?.has('cpuset')) throw refusal('cgroup cpuset controller is not mounted')
  const nodes = formatNumberSet(after?.nodeset)
  if (says('numa_mode')) {
    if (before && before.mode !== after?.mode) throw refusal("can't change numatune mode for running domain")
    if (after?.mode === 'strict') {
      if (nodes === formatNumberSet(before?.nodeset)) return
      throw refusal("can't change nodeset for strict mode for running domain")
    }
  }
  if (nodes === undefined || !says('numa_nodeset')) return
  // Memory that QEMU itself has bound does not follow.
  if (before && before.mode !== 'restrictive') {
    throw refusal('change of nodeset for running domain requires restrictive numa mode')
  }
  const there = await numaNodes()
  const missing = after?.nodeset?.find(node => !there.includes(node))
  if (missing !== undefined) throw new LibvirtError('CONFIG_UNSUPPORTED', `NUMA node ${missing} is unavailable`)
  for (const { kind, id } of await guestThreads(guest, dom.monitor(), context.threads)) {
    await groups.of(kind, id).write('cpuset.mems', nodes)
  }
}

const refusal = (detail: string) => new LibvirtError('OPERATION_INVALID', detail)
