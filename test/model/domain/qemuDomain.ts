import type { QemuCapabilities } from '../../../src/model/capabilities/QemuCapabilities.js'
import type { Domain } from '../../../src/model/domain/Domain.js'
import type { DomainContext } from '../../../src/model/domain/DomainContext.js'
import { formatDomain } from '../../../src/model/domain/formatDomain.js'
import type { ParseOptions } from '../../../src/model/domain/options.js'
import { parseDomain } from '../../../src/model/domain/parseDomain.js'
import { fixedRandom } from '../../conformance/fixedRandom.js'
import { minimalDomain } from './minimalDomain.js'

const machine = (name: string) => ({
  name,
  hotplugCpus: true,
  maxCpus: 512,
  isDefault: name === 'pc-i440fx-9.2',
  ...(name === 'pc-i440fx-9.2' && { alias: 'pc' }),
  ...(name === 'pc-q35-9.2' && { alias: 'q35' }),
  defaultCpu: 'qemu64-x86_64-cpu',
  numaMemSupported: false,
  deprecated: false,
})
const accelerator = { cpus: [], machines: [machine('pc-i440fx-9.2'), machine('pc-q35-9.2'), machine('isapc')] }

const usualFlags = `
  piix3-usb-uhci qemu-xhci lsi virtio-scsi-pci rtl8139 cirrus-vga VGA virtio-gpu qxl pcie-root-port pcie-pci-bridge
  pci-bridge pxb pxb-pcie dmi-to-pci-bridge ich9-ahci pvpanic tpm-tis tpm-emulator pc-dimm intel-iommu intel-iommu.eim
  machine-vmport-opt usb-storage scsi-block cpu.migratable mch.extended-tseg-mbytes machine-i8042-opt usb-hub
`

/** An emulator with everything the tests' domains need, less the flags a test takes away. */
export function emulator(...without: string[]): QemuCapabilities {
  const flags = usualFlags
    .trim()
    .split(/\s+/)
    .filter(flag => !without.includes(flag))
  return {
    emulator: '/usr/bin/qemu-system-x86_64',
    arch: 'x86_64',
    version: 9_002_000,
    flags: new Set(flags),
    kvm: accelerator,
    tcg: accelerator,
    origin: { qemuCtime: 0, selfCtime: 0, selfVersion: 0, microcodeVersion: 0 },
  }
}

/** The QEMU driver as far as reading a domain needs it. */
export function qemuContext(capabilities: QemuCapabilities = emulator()): DomainContext {
  return {
    random: fixedRandom,
    hostArch: 'x86_64',
    securityModel: 'none',
    qemu: {
      defaultEmulator: arch => (arch === 'x86_64' ? capabilities.emulator : undefined),
      capabilities: path => (path === capabilities.emulator ? capabilities : undefined),
      firmwares: [],
      nvramDirectory: '/var/lib/libvirt/qemu/nvram',
      libDirectory: '/var/lib/libvirt/qemu',
      channelTargetDirectory: '/run/libvirt/qemu/channel',
      audio: { vncAllowHostAudio: false, nographicsAllowHostAudio: false, hostDriver: undefined },
      host: { isPcie: () => undefined, isHostdevNetwork: () => undefined },
    },
  }
}

/** Reads a minimal domain with these devices on a machine of that type. */
export function readGuest(
  devices: string,
  { machine = 'pc', fragment = '', context = qemuContext(), options = {} }: Partial<GuestOptions> = {},
): Domain {
  const os = `<os><type arch='x86_64' machine='${machine}'>hvm</type></os>`
  const document = minimalDomain(`${fragment.includes('<os') ? '' : os}${fragment}<devices>${devices}</devices>`)
  return parseDomain(document, context, { inactive: true, ...options })
}

interface GuestOptions {
  machine: string
  /** Elements beside the devices. */
  fragment: string
  context: DomainContext
  options: Partial<ParseOptions>
}

/** Lines of the guest's document that match, without their indentation. */
export function linesOf(domain: Domain, pattern: RegExp): string[] {
  return formatDomain(domain, { inactive: true })
    .split('\n')
    .map(line => line.trim())
    .filter(line => pattern.test(line))
}
