// CPUs that the guest's system uses.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { formatNumberSet, parseNumberSet } from '../../../model/domain/bitmap.js'
import { text } from '../../domainSettings/typedParameters.js'
import { withAgent } from '../agent/askAgent.js'
import { type GuestVcpu, guestVcpus, switchGuestVcpus } from '../agent/guestVcpus.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'

export const guestVcpuVerbs = (context: QemuDriverContext): QemuVerbs => ({
  async domainGetGuestVcpus({ dom }, call) {
    const vcpus = await withAgent(context, dom, 'domainGetGuestVcpus', call, guestVcpus)
    const set = (claim: (vcpu: GuestVcpu) => boolean) =>
      formatNumberSet(
        vcpus
          .filter(claim)
          .map(({ id }) => id)
          .toSorted((a, b) => a - b),
      )
    return {
      params: [
        text(
          'vcpus',
          set(() => true),
        ),
        text(
          'online',
          set(({ online }) => online),
        ),
        text(
          'offlinable',
          set(({ mayGoOffline }) => mayGoOffline),
        ),
      ],
    }
  },
  async domainSetGuestVcpus({ dom, cpumap, state }, call) {
    if (state !== 0 && state !== 1) throw new LibvirtError('INVALID_ARG', 'unsupported state value')
    const ids = parseNumberSet(cpumap)
    await withAgent(context, dom, 'domainSetGuestVcpus', call, async agent => {
      const known = new Map((await guestVcpus(agent)).map(vcpu => [vcpu.id, vcpu]))
      for (const id of ids) {
        const vcpu = known.get(id)
        if (!vcpu) throw new LibvirtError('INVALID_ARG', `guest is missing vCPU '${id}'`)
        if (state === 0 && !vcpu.mayGoOffline) throw new LibvirtError('INVALID_ARG', `can't offline vCPU '${id}'`)
      }
      await switchGuestVcpus(agent, ids, state === 1)
    })
  },
})
