// Single vCPUs, by number.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { parseNumberSet } from '../../../model/domain/bitmap.js'
import { changeVcpus } from '../guest/changeVcpus.js'
import { defineVcpuStates, setVcpuStates } from '../hotplug/setVcpus.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'
import { changeDefinitions } from './changeDefinitions.js'

export const vcpuVerbs = (context: QemuDriverContext): QemuVerbs => ({
  async domainSetVcpu({ dom, cpumap, state, flags }, call) {
    if (state !== 0 && state !== 1) throw new LibvirtError('INVALID_ARG', 'state must be 0 or 1')
    const ids = [...parseNumberSet(cpumap)]
    if (ids.length === 0) throw new LibvirtError('INVALID_ARG', 'no vcpus selected for modification')
    const change = {
      name: 'domainSetVcpu',
      flags,
      config: (definition: Parameters<typeof defineVcpuStates>[0]) => defineVcpuStates(definition, ids, state === 1),
      live: () => changeVcpus(context, dom, guest => setVcpuStates(guest, ids, state === 1)),
      fields: ['domainGetInfo', 'domainGetVcpusFlags'],
    }
    await changeDefinitions(context, dom, change, call)
  },
})
