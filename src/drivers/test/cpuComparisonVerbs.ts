// What the pretended machine says of CPUs and of guests it could run.
import type { Verbs } from '../../api/Driver.js'
import { connectCompareCPUFlags } from '../../api/enums/host.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import { formatDomainCapabilities } from '../../model/capabilities/DomainCapabilities.js'
import { compareCpus } from '../../model/cpu/compareCpus.js'
import type { CpuDefinition } from '../../model/cpu/CpuDefinition.js'
import { cpuModels } from '../../model/cpu/cpuMap.js'
import { parseCpuDocument } from '../../model/cpu/parseCpuDefinition.js'
import { mostVcpus, type TestNode } from './nodeVerbs.js'
import { emulator } from './testCapabilities.js'
import type { TestObjects } from './TestHost.js'

/** virCPUCompareResult */
const results = { incompatible: 0, identical: 1, superset: 2 } as const

/** Of its architecture and speed (1400 MHz), where no file says more. */
const cpuOf = ({ model }: TestNode): CpuDefinition =>
  parseCpuDocument(
    `<cpu><arch>${model}</arch><model>${model === 'x86_64' ? 'qemu64' : 'pentium3'}</model></cpu>`,
    'host',
  )

export function cpuComparisonVerbs(node: TestNode): Verbs<TestObjects> {
  return {
    connectCompareCpu: ({ xml, flags }) => {
      const comparison = compareCpus(cpuOf(node), parseCpuDocument(xml))
      if (comparison.result === 'incompatible' && flags & connectCompareCPUFlags.FAIL_INCOMPATIBLE) {
        throw new LibvirtError('CPU_INCOMPATIBLE', comparison.reason)
      }
      return { result: results[comparison.result] }
    },
    connectGetDomainCapabilities: ({ emulatorbin = emulator, arch = node.model, virttype = 'test' }) => {
      if (virttype !== 'test') throw new LibvirtError('INVALID_ARG', `unknown virttype: ${virttype}`)
      if (emulatorbin !== emulator || arch !== node.model) {
        throw new LibvirtError('INVALID_ARG', `unable to find any emulator to serve '${arch}' architecture`)
      }
      // Whatever model a guest asks for, nothing of it runs.
      const custom = [...cpuModels.keys()].map(name => {
        return { name, usable: 'unknown' as const, deprecated: false, vendor: 'unknown', blockers: [] }
      })
      const capabilities = formatDomainCapabilities({
        path: emulator,
        virtType: 'test',
        arch,
        maxVcpus: mostVcpus,
        iothreads: true,
        cpu: { custom },
        devices: [],
        features: [],
      })
      return { capabilities }
    },
  }
}
