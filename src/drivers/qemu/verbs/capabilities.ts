// What the host and its emulators can do, and arithmetic with CPUs.
import { connectCompareCPUFlags } from '../../../api/enums/host.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { hostArchitecture } from '../../../host/nodeFacts.js'
import { askKvm } from '../../../host/native.js'
import { readCpuid } from '../../../host/readCpuid.js'
import {
  formatCapabilities,
  type GuestCapabilities,
  type SecurityModel,
} from '../../../model/capabilities/HostCapabilities.js'
import { formatDomainCapabilities } from '../../../model/capabilities/DomainCapabilities.js'
import { architectures } from '../../../model/architectures.js'
import { acceleratorCapabilities } from '../../../model/capabilities/machineTypes.js'
import { baselineCpu } from '../../../model/cpu/baselineCpu.js'
import { compareCpus } from '../../../model/cpu/compareCpus.js'
import type { CpuDefinition } from '../../../model/cpu/CpuDefinition.js'
import { parseCpuDocument } from '../../../model/cpu/parseCpuDefinition.js'
import { chooseEmulator, type EmulatorWish } from '../capabilities/chooseEmulator.js'
import { baselineDocument, cpuVerbs, isMigratable } from '../../cpuVerbs.js'
import { hostCapabilities } from '../capabilities/hostCapabilities.js'
import { hostCpuTraits } from '../capabilities/hostCpuTraits.js'
import { hostModelCpu } from '../capabilities/hostModelCpu.js'
import { hostTools } from '../capabilities/hostTools.js'
import { qemuDomainCapabilities, sevSupport } from '../capabilities/qemuDomainCapabilities.js'
import { qemuGuestCapabilities } from '../capabilities/qemuGuestCapabilities.js'
import { text, uint } from '../../domainSettings/typedParameters.js'
import { readFirmware } from '../firmware/readFirmware.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuObjects, QemuVerbs } from '../QemuVerbs.js'

/** virCPUCompareResult. */
const comparisonNumbers = { incompatible: 0, identical: 1, superset: 2 } as const

export function capabilityVerbs(context: QemuDriverContext): QemuVerbs {
  const { emulators, host } = context
  const arch = hostArchitecture()
  const thisHost = () =>
    hostCapabilities(
      { arch, uuid: context.hostUuid, securityModels: securityModels(context) },
      { files: host.files, cpuid: readCpuid, kvm: askKvm },
    )
  const choose = (wish: EmulatorWish) => chooseEmulator(wish, emulators, arch)

  return {
    ...cpuVerbs<QemuObjects>(),
    async connectGetCapabilities() {
      const [{ capabilities }, guests] = await Promise.all([thisHost(), guestList(context)])
      return { capabilities: formatCapabilities(capabilities, guests) }
    },
    async connectGetDomainCapabilities({ emulatorbin, arch: wanted, machine, virttype }) {
      const chosen = await choose({ emulator: emulatorbin, arch: wanted, machine, virtType: virttype })
      const [{ cpu }, { descriptors }, tools] = await Promise.all([
        thisHost(),
        readFirmware(host.files),
        hostTools(host, context.environment['PATH'] ?? ''),
      ])
      const answer = qemuDomainCapabilities(
        chosen.capabilities,
        { virtType: chosen.virtType, ...(chosen.machine !== undefined && { machine: chosen.machine }) },
        {
          firmwares: descriptors,
          ...tools,
          ...(cpu?.physAddrBits !== undefined && { physAddrBits: cpu.physAddrBits }),
          ...(cpu?.encryption && { sevCpuid: cpu.encryption }),
        },
      )
      return { capabilities: formatDomainCapabilities(answer) }
    },
    async nodeGetSevInfo({ nparams }) {
      const [{ cpu }, emulator] = await Promise.all([thisHost(), emulators.native()])
      const sev = emulator && sevSupport(emulator, { ...(cpu?.encryption && { sevCpuid: cpu.encryption }) })
      if (!sev) throw new LibvirtError('OPERATION_UNSUPPORTED', 'QEMU does not support SEV guest')
      const params = [
        text('pdh', sev.pdh),
        text('cert-chain', sev.certChain),
        ...(sev.cpu0Id === undefined ? [] : [text('cpu0-id', sev.cpu0Id)]),
        uint('cbitpos', sev.cbitpos),
        uint('reduced-phys-bits', sev.reducedPhysBits),
        uint('max-guests', sev.maxGuests),
        uint('max-es-guests', sev.maxEsGuests),
      ]
      return { params: nparams === 0 ? [] : params, nparams: params.length }
    },
    async connectCompareCpu({ xml, flags }) {
      const { cpu } = await thisHost()
      return { result: compare(cpu?.definition, xml, flags) }
    },
    async connectCompareHypervisorCpu({ emulator, arch: wanted, machine, virttype, xmlCPU, flags }) {
      const { capabilities, virtType } = await choose({ emulator, arch: wanted, machine, virtType: virttype })
      const offered = hostModelCpu(capabilities, virtType, false)
      if (!offered) throw cannotReport(capabilities.emulator, virtType, 'CPU model')
      return { result: compare({ ...offered, arch: capabilities.arch }, xmlCPU, flags) }
    },
    async connectBaselineHypervisorCpu({ emulator, arch: wanted, machine, virttype, xmlCPUs, flags }) {
      const { capabilities, virtType } = await choose({ emulator, arch: wanted, machine, virtType: virttype })
      const { cpus: models, hostCpu } = acceleratorCapabilities(capabilities, virtType)
      if (models.length === 0) throw cannotReport(capabilities.emulator, virtType, 'CPU models')
      const migratable = isMigratable(flags)
      const baseline = baselineCpu(
        xmlCPUs.map(xml => parseCpuDocument(xml)),
        { models, migratable, ...(hostCpu && { supported: hostCpuTraits(hostCpu, migratable).features }) },
      )
      return { cpu: baselineDocument({ ...baseline, fallback: 'forbid' }, flags) }
    },
  }
}

function cannotReport(emulator: string, virtType: string, what: string): LibvirtError {
  return new LibvirtError(
    'OPERATION_FAILED',
    `QEMU '${emulator}' does not support reporting ${what} for virttype '${virtType}'`,
  )
}

function compare(host: CpuDefinition | undefined, xml: string, flags: number): number {
  const wanted = parseCpuDocument(xml)
  const comparison = host ? compareCpus(host, wanted) : { result: 'incompatible' as const, reason: 'unknown host CPU' }
  if (comparison.result === 'incompatible' && (flags & connectCompareCPUFlags.FAIL_INCOMPATIBLE) !== 0) {
    throw new LibvirtError('CPU_INCOMPATIBLE', comparison.reason)
  }
  return comparisonNumbers[comparison.result]
}

/** Guests of every architecture some installed emulator serves; one that cannot be asked is as good as none. */
async function guestList({ emulators }: QemuDriverContext): Promise<GuestCapabilities[]> {
  const found = await Promise.all(
    architectures.map(async arch => {
      const emulator = await emulators.find(arch)
      if (emulator === undefined) return []
      try {
        return [qemuGuestCapabilities(await emulators.capabilities(emulator), arch)]
      } catch (error) {
        if (error instanceof LibvirtError) return []
        throw error
      }
    }),
  )
  return found.flat()
}

function securityModels({ privileged, user }: QemuDriverContext): SecurityModel[] {
  const { uid, gid } = user ?? { uid: 0, gid: 0 }
  const baseLabels = ['kvm', 'qemu'].map(type => ({ type, label: `+${uid}:+${gid}` }))
  return [{ model: 'none', doi: '0', baseLabels: [] }, ...(privileged ? [{ model: 'dac', doi: '0', baseLabels }] : [])]
}
