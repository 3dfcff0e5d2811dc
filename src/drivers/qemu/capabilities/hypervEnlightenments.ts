import type { QemuHostCpu } from '../../../model/capabilities/QemuCapabilities.js'

// libvirt's names in its order. QEMU's are the same after `hv-` and with dashes.
const enlightenments = [
  'relaxed',
  'vapic',
  'spinlocks',
  'vpindex',
  'runtime',
  'synic',
  'stimer',
  'reset',
  'vendor_id',
  'frequencies',
  'reenlightenment',
  'tlbflush',
  'ipi',
  'evmcs',
  'avic',
  'emsr_bitmap',
  'xmm_input',
]

/**
 * The Hyper-V enlightenments in a CPU expanded with `hv-passthrough`: switches that are on, and numbers and texts that are set.
 * Undefined when there is none, which is also what QEMU before 8.0 reports.
 */
export function hypervEnlightenments({ properties }: QemuHostCpu): string[] | undefined {
  const offered = enlightenments.filter(name => {
    const value = properties.get(`hv-${name.replaceAll('_', '-')}`)?.value
    return value !== undefined && value !== false
  })
  return offered.length === 0 ? undefined : offered
}
