import { refuse } from '../validate/refuse.js'
import type { QemuPostParseStep } from './PostParseStep.js'

/** QEMU numbers vCPUs as they are plugged, so those that stay come before those that may go (qemuDomainDefVcpusPostParse). */
export const checkVcpuOrder: QemuPostParseStep = ({ vcpus }) => {
  const [first, ...others] = vcpus.list
  if (!first) return
  refuse(!first.online, "vcpu 0 can't be offline")
  refuse(first.hotpluggable === true, "vcpu0 can't be hotpluggable")
  refuse(first.order > 1, 'vcpu0 must be enabled first')
  const mixed = 'all vcpus must have either set or unset order'
  if (first.order === 0) {
    refuse(
      others.some(({ online, order }) => online && order > 0),
      mixed,
    )
    return
  }
  let previous = first
  for (const vcpu of others) {
    refuse(vcpu.online && vcpu.order === 0, mixed)
    if (vcpu.hotpluggable === false) {
      const late = previous.hotpluggable === true
      refuse(late, 'online non-hotpluggable vcpus need to be ordered prior to hotplugable vcpus')
      refuse(previous.order > vcpu.order, 'online non-hotpluggable vcpus must be ordered in ascending order')
    }
    previous = vcpu
  }
}
