// Which devices QEMU offers and with which values, for domain capabilities.
import type { CapabilityEnum, CapabilitySection } from '../../../model/capabilities/DomainCapabilities.js'

/** Programs and drivers of the host that stand beside QEMU. */
export interface CapabilityFacts {
  /** Versions of TPM that swtpm can emulate, e.g. `2.0`. */
  readonly tpmVersions: readonly string[]
  /** qemu-rdp is installed. */
  readonly rdp: boolean
  /** Host PCI devices can be given to guests by VFIO. */
  readonly vfio: boolean
}

/** A value that needs nothing, or some condition. */
type Offer = string | readonly [value: string, condition: boolean]

function offered(name: string, offers: readonly Offer[]): CapabilityEnum {
  return { name, values: offers.flatMap(offer => (typeof offer === 'string' ? offer : offer[1] ? offer[0] : [])) }
}

/** The sections of `<devices>` in libvirt's order. */
export function deviceSections(
  flags: ReadonlySet<string>,
  arch: string,
  machine: string,
  host: CapabilityFacts,
): CapabilitySection[] {
  const has = (flag: string) => flags.has(flag)
  const x86 = arch === 'x86_64' || arch === 'i686'
  const virtioModels: Offer[] = [
    'virtio',
    ['virtio-transitional', has('virtio-pci-non-transitional')],
    ['virtio-non-transitional', has('virtio-pci-non-transitional')],
  ]
  const section = (name: string, enums: readonly CapabilityEnum[], supported = true) => ({ name, supported, enums })
  return [
    section('disk', [
      offered('diskDevice', ['disk', 'cdrom', ['floppy', x86], 'lun']),
      offered('bus', [
        ['ide', x86 && hasIde(machine)],
        ['fdc', x86],
        'scsi',
        'virtio',
        ['usb', has('usb-storage')],
        ['sata', has('ich9-ahci')],
      ]),
      offered('model', virtioModels),
    ]),
    section('graphics', [
      offered('type', [
        ['sdl', has('sdl')],
        ['vnc', has('vnc')],
        ['rdp', has('display-dbus') && host.rdp],
        ['spice', has('spice')],
        ['egl-headless', has('egl-headless')],
        ['dbus', has('display-dbus')],
      ]),
    ]),
    section('video', [
      offered('modelType', [
        ['vga', has('VGA')],
        ['cirrus', has('cirrus-vga')],
        ['vmvga', has('vmware-svga')],
        ['qxl', has('qxl')],
        ['virtio', has('virtio-gpu')],
        'none',
        ['bochs', has('bochs-display')],
        ['ramfb', has('ramfb')],
      ]),
    ]),
    section('hostdev', [
      offered('mode', ['subsystem']),
      offered('startupPolicy', ['default', 'mandatory', 'requisite', 'optional']),
      offered('subsysType', ['usb', 'pci', 'scsi']),
      offered('capsType', []),
      offered('pciBackend', [
        ['default', host.vfio],
        ['vfio', host.vfio],
      ]),
    ]),
    section('rng', [
      offered('model', has('virtio-rng') ? virtioModels : []),
      offered('backendModel', [
        ['random', has('rng-random')],
        ['egd', has('rng-egd')],
        ['builtin', has('rng-builtin')],
      ]),
    ]),
    section('filesystem', [offered('driverType', ['path', 'handle', ['virtiofs', has('vhost-user-fs')]])]),
    section(
      'tpm',
      [
        offered('model', [
          ['tpm-tis', has('tpm-tis')],
          ['tpm-crb', has('tpm-crb')],
        ]),
        offered('backendModel', [
          ['passthrough', has('tpm-passthrough')],
          ['emulator', has('tpm-emulator')],
          ['external', has('tpm-emulator')],
        ]),
        offered('backendVersion', has('tpm-emulator') ? host.tpmVersions : []),
      ],
      has('tpm-tis') || has('tpm-crb'),
    ),
    section('redirdev', [offered('bus', ['usb'])], has('usb-redir')),
    section('channel', [offered('type', ['pty', 'unix', ['spicevmc', has('spice')]])]),
    section(
      'crypto',
      [
        offered('model', ['virtio']),
        offered('type', ['qemu']),
        offered('backendModel', ['builtin', ['lkcf', has('cryptodev-backend-lkcf')]]),
      ],
      has('virtio-crypto'),
    ),
    section('interface', [offered('backendType', ['default', ['passt', has('netdev.stream')]])]),
    section(
      'panic',
      [
        offered('model', [
          ['isa', x86 && has('pvpanic')],
          ['hyperv', x86],
          ['pvpanic', has('pvpanic-pci')],
        ]),
      ],
      x86 || has('pvpanic-pci'),
    ),
  ]
}

// The chipsets of old PCs bring their IDE controller.
function hasIde(machine: string): boolean {
  return machine === 'pc' || /^(pc-i440fx-|pc-\d|rhel\d\.\d\.\d)/.test(machine)
}
