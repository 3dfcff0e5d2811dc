// Arithmetic with CPU models, which asks nothing of a host.
import type { DriverObjects, Verbs } from '../api/Driver.js'
import { connectBaselineCPUFlags } from '../api/enums/host.js'
import { LibvirtError } from '../api/LibvirtError.js'
import { isX86 } from '../model/cpu/architectures.js'
import { baselineCpu } from '../model/cpu/baselineCpu.js'
import type { CpuDefinition } from '../model/cpu/CpuDefinition.js'
import { cpuModels } from '../model/cpu/cpuMap.js'
import { expandCpuFeatures } from '../model/cpu/expandCpuFeatures.js'
import { cpuDocument } from '../model/cpu/formatCpuDefinition.js'
import { parseCpuDocument } from '../model/cpu/parseCpuDefinition.js'
import { architectures } from '../model/architectures.js'

export function cpuVerbs<O extends DriverObjects>(): Verbs<O> {
  const verbs: Verbs = {
    connectGetCpuModelNames({ arch, need_results }) {
      if (!architectures.includes(arch)) throw new LibvirtError('INVALID_ARG', `cannot find architecture ${arch}`)
      // Where there is no map, any model of the emulator will do.
      const names = isX86(arch) ? [...cpuModels.keys()] : []
      return { models: need_results ? names : [], ret: names.length }
    },
    connectBaselineCpu({ xmlCPUs, flags }) {
      const cpus = xmlCPUs.map(xml => parseCpuDocument(xml, 'host'))
      return { cpu: baselineDocument(baselineCpu(cpus, { migratable: isMigratable(flags) }), flags) }
    },
  }
  // None of these verbs takes or gives an object, so whose objects they are makes no difference.
  return verbs as Verbs<O>
}

export const isMigratable = (flags: number): boolean => (flags & connectBaselineCPUFlags.MIGRATABLE) !== 0

/** What a baseline call answers, with every feature of the model spelled out when the flags ask for it. */
export function baselineDocument(cpu: CpuDefinition, flags: number): string {
  return cpuDocument((flags & connectBaselineCPUFlags.EXPAND_FEATURES) === 0 ? cpu : expandCpuFeatures(cpu))
}
