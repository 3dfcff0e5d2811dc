import { LibvirtError } from '../../api/LibvirtError.js'
import { compareCpus } from './compareCpus.js'
import type { CpuDefinition } from './CpuDefinition.js'
import type { OfferedCpuModel } from './decodeCpu.js'
import { translateCpu } from './translateCpu.js'
import { updateCpu } from './updateCpu.js'

/**
 * The CPU a guest gets on a host: checked against it, completed from it, and expressed by a model the emulator offers.
 * @throws LibvirtError CPU_INCOMPATIBLE when the host cannot run it, CONFIG_UNSUPPORTED when no offered model may stand in
 */
export function guestCpuOnHost(
  host: CpuDefinition,
  cpu: CpuDefinition,
  models: readonly OfferedCpuModel[] | undefined,
): CpuDefinition {
  const comparison = compareCpus(host, cpu)
  if (comparison.result === 'incompatible') throw new LibvirtError('CPU_INCOMPATIBLE', comparison.reason)
  return translateCpu(updateCpu(cpu, host), models)
}
