import { qemuDomainCapabilities } from '../../../src/drivers/qemu/capabilities/qemuDomainCapabilities.js'
import {
  type DomainCapabilities,
  formatDomainCapabilities,
} from '../../../src/model/capabilities/DomainCapabilities.js'
import { readFixtureCapabilities } from '../environment/fixtureCapabilities.js'
import { fixtureFirmware } from '../environment/fixtureFirmware.js'
import type { Operation, Request } from './Operation.js'

const getCapabilities: Operation = request => ({ xml: formatDomainCapabilities(capabilitiesOf(request)) })

function capabilitiesOf({ params, root }: Request): DomainCapabilities {
  const { caps, emulator, arch, virttype, machine } = params
  const wanted = typeof machine === 'string' ? machine : undefined
  if (typeof caps !== 'string') {
    // Nothing is known about the emulator.
    return {
      path: String(emulator),
      virtType: String(virttype),
      ...(wanted !== undefined && { machine: wanted }),
      arch: String(arch),
      cpu: {},
      devices: [],
      features: [],
    }
  }
  return qemuDomainCapabilities(
    { ...readFixtureCapabilities(root, caps), emulator: String(emulator) },
    { virtType: virttype === 'kvm' ? 'kvm' : 'qemu', ...(wanted !== undefined && { machine: wanted }) },
    {
      firmwares: fixtureFirmware(root),
      kvmMaxVcpus: 2147483647,
      physAddrBits: 64,
      sevCpuid: { ecx: 509, edx: 451 },
      // The goldens of this area were recorded with other images and an swtpm of one version.
      loaderPaths: ['/obviously/fake/firmware1.fd', '/obviously/fake/firmware2.fd'],
      tpmVersions: ['2.0'],
      rdp: true,
      vfio: true,
    },
  )
}

export const domaincapsOperations: readonly (readonly [string, Operation])[] = [['domaincaps.get', getCapabilities]]
