import t from 'tap'
import { emulator, qemuContext, readGuest } from '../qemuDomain.js'

interface Case {
  readonly what: string
  readonly devices?: string
  readonly fragment?: string
  readonly machine?: string
  /** Flags the emulator is without. */
  readonly without?: string[]
  readonly message: string
}

const cases: Case[] = [
  {
    what: 'an IOMMU of Q35 on another machine',
    devices: "<iommu model='intel'/>",
    message: "unsupported configuration: IOMMU device: 'intel' is only supported with Q35 machines",
  },
  {
    what: 'a display without a screen beside one that has it',
    devices: "<graphics type='sdl'/><graphics type='egl-headless'/>",
    message:
      "unsupported configuration: graphics type 'egl-headless' is only supported with one of: 'vnc', 'spice' graphics types",
  },
  {
    what: 'a partition for a disk',
    devices: "<disk><source file='/x'/><target dev='vdb1' bus='virtio'/></disk>",
    message: "unsupported configuration: invalid disk target 'vdb1', partitions can't appear in disk targets",
  },
  {
    what: 'a format QEMU does not write',
    devices: "<disk><driver name='qemu' type='iso'/><source file='/x'/><target dev='vda'/></disk>",
    message: "unsupported configuration: storage format 'iso' is not directly supported by QEMU, use 'raw' instead",
  },
  {
    what: 'a LUN on a bus that is no SCSI',
    devices: "<disk type='block' device='lun'><source dev='/dev/x'/><target dev='vda' bus='virtio'/></disk>",
    message: "unsupported configuration: This QEMU doesn't support SCSI emulation with 'virtio-blk' device",
  },
  {
    what: 'a password longer than VNC has room for',
    devices: "<graphics type='vnc' passwd='123456789'/>",
    message: 'unsupported configuration: VNC password is 9 characters long, only 8 permitted',
  },
  {
    what: 'a second adapter that can only be the first',
    devices: "<graphics type='vnc'/><video><model type='vga'/></video><video><model type='vga'/></video>",
    message: "unsupported configuration: video type 'vga' is only valid as primary video device",
  },
  {
    what: 'serial hardware of another architecture',
    devices: "<serial type='pty'><target type='system-serial'><model name='pl011'/></target></serial>",
    message:
      "unsupported configuration: Serial device with target type 'system-serial' and target model 'pl011' not compatible",
  },
  {
    what: 'an adapter the emulator was built without',
    devices: "<graphics type='vnc'/><video><model type='qxl'/></video>",
    without: ['qxl'],
    message: "unsupported configuration: domain configuration does not support video model 'qxl'",
  },
  {
    what: 'UEFI without ACPI',
    fragment: "<os><type arch='x86_64' machine='q35'>hvm</type><loader type='pflash' readonly='yes'>/x</loader></os>",
    machine: 'q35',
    message: 'unsupported configuration: UEFI requires ACPI on this architecture',
  },
  {
    what: 'a TSEG that is no whole number of megabytes',
    fragment: "<features><smm state='on'><tseg unit='KiB'>7</tseg></smm></features>",
    machine: 'q35',
    message: 'unsupported configuration: SMM TSEG size must be divisible by 1 MiB',
  },
  {
    what: 'a mouse port of VMware without PS/2',
    fragment: "<features><vmport state='on'/><ps2 state='off'/></features>",
    message: 'unsupported configuration: vmport feature requires the ps2 feature not to be disabled',
  },
  {
    what: 'a topology of another size',
    fragment: "<cpu><topology sockets='1' cores='3' threads='1'/></cpu>",
    message: "unsupported configuration: CPU topology doesn't match maximum vcpu count",
  },
  {
    what: 'memory modules without a limit',
    devices: "<memory model='dimm'><target><size unit='MiB'>512</size><node>0</node></target></memory>",
    fragment: "<cpu><numa><cell cpus='0-3' memory='512' unit='MiB'/></numa></cpu>",
    message: "unsupported configuration: cannot use/hotplug a memory device when domain 'maxMemory' is not defined",
  },
  {
    what: 'a bridge of the other machine',
    devices: "<controller type='pci' index='1' model='pcie-expander-bus'/>",
    message: 'unsupported configuration: pcie-expander-bus controllers are not supported with this machine type',
  },
  {
    what: 'firmware files in the part that is not ours',
    fragment: "<sysinfo type='fwcfg'><entry name='opt/ovmf/x'>v</entry></sysinfo>",
    message: 'unsupported configuration: That firmware name is reserved',
  },
]

for (const { what, devices = '', fragment = '', machine, without = [], message } of cases) {
  t.test(`${what} is refused`, async t => {
    const context = qemuContext(emulator(...without))
    const error = t.throws(() => readGuest(devices, { fragment, context, ...(machine && { machine }) }))
    t.equal(error instanceof Error ? error.message.slice(0, message.length) : '', message)
  })
}
