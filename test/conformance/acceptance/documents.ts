// Documents for QEMU to judge: those of the corpus, and our own with every model of every kind of device.
import { existsSync, readFileSync } from 'node:fs'
import { corpus } from '../scores.js'

export interface JudgedDocument {
  readonly name: string
  readonly xml: string
}

const emulator = '/usr/bin/qemu-system-x86_64'
const here = (xml: string) => xml.replace(/<emulator>[^<]*<\/emulator>/, `<emulator>${emulator}</emulator>`)

interface Manifest {
  readonly cases: readonly {
    readonly name: string
    readonly checks: readonly {
      readonly op: string
      readonly input: { readonly xml?: string }
      readonly params?: object
      readonly expect: object
    }[]
  }[]
}

/** Documents whose command line the corpus has, where it is on this machine. */
export function corpusDocuments(): JudgedDocument[] {
  const path = `${corpus}/domain/manifest.json`
  if (!existsSync(path)) return []
  const { cases }: Manifest = JSON.parse(readFileSync(path, 'utf8'))
  return cases
    .filter(({ name }) => !name.includes('@'))
    .flatMap(({ name, checks }) =>
      checks
        // Parameters are about another QEMU, or a host that this is not.
        .filter(({ op, params, expect }) => op === 'domain.xml2argv' && params === undefined && 'commands' in expect)
        .slice(0, 1)
        .map(({ input }) => ({ name, xml: here(readFileSync(`${corpus}/domain/${input.xml ?? ''}`, 'utf8')) })),
    )
}

/** Devices by what they are called in a document; each is put into a guest of either machine. */
function devices(): readonly (readonly [string, string])[] {
  const models = (kind: string, list: readonly string[], element: (model: string) => string) =>
    list.map(model => [`${kind} ${model}`, element(model)] as const)
  const disk = (bus: string, target: string, more = '') =>
    `<disk type='file'><driver name='qemu' type='qcow2'/><source file='/srv/${bus}.qcow2'/><target dev='${target}' bus='${bus}'/>${more}</disk>`
  return [
    ...models(
      'sound',
      ['sb16', 'es1370', 'ac97', 'ich6', 'ich9', 'usb', 'pcspk', 'virtio'],
      model => `<sound model='${model}'/>`,
    ),
    ...models(
      'video',
      ['vga', 'cirrus', 'qxl', 'virtio', 'bochs', 'vmvga', 'ramfb', 'none'],
      model => `<video><model type='${model}'/></video>`,
    ),
    ...models(
      'interface',
      [
        'virtio',
        'virtio-transitional',
        'virtio-non-transitional',
        'e1000',
        'e1000e',
        'rtl8139',
        'ne2k_pci',
        'pcnet',
        'i82559er',
        'vmxnet3',
      ],
      model => `<interface type='user'><model type='${model}'/></interface>`,
    ),
    ...models(
      'scsi',
      [
        'auto',
        'virtio-scsi',
        'virtio-transitional',
        'virtio-non-transitional',
        'lsilogic',
        'lsisas1078',
        'lsisas1068',
        'vmpvscsi',
        'am53c974',
        'dc390',
      ],
      model => `<controller type='scsi' index='0' model='${model}'/>${disk('scsi', 'sda')}`,
    ),
    ...models(
      'usb',
      ['piix3-uhci', 'piix4-uhci', 'ehci', 'ich9-ehci1', 'pci-ohci', 'nec-xhci', 'qemu-xhci'],
      model => `<controller type='usb' index='0' model='${model}'/><input type='tablet' bus='usb'/>`,
    ),
    ...models('watchdog', ['i6300esb', 'ib700', 'itco'], model => `<watchdog model='${model}' action='pause'/>`),
    ...models('tpm', ['tpm-tis', 'tpm-crb'], model => `<tpm model='${model}'><backend type='emulator'/></tpm>`),
    ...models(
      'balloon',
      ['virtio', 'virtio-transitional', 'none'],
      model => `<memballoon model='${model}' autodeflate='on'/>`,
    ),
    ...models('panic', ['isa', 'pvpanic', 'hyperv'], model => `<panic model='${model}'/>`),
    ...models(
      'input',
      ['mouse', 'tablet', 'keyboard'],
      type => `<input type='${type}' bus='usb'/><input type='${type}' bus='virtio'/>`,
    ),
    ['disk virtio', disk('virtio', 'vda', '<iotune><total_bytes_sec>1000000</total_bytes_sec></iotune>')],
    ['disk sata', disk('sata', 'sda', '<serial>A B_C</serial>')],
    ['disk ide', disk('ide', 'hda')],
    ['disk usb', disk('usb', 'sda', "<boot order='1'/>")],
    ['cdrom', "<disk type='file' device='cdrom'><target dev='sdb' bus='sata'/><readonly/></disk>"],
    ['floppy', "<disk type='file' device='floppy'><source file='/srv/a.img'/><target dev='fda' bus='fdc'/></disk>"],
    [
      'rng',
      "<rng model='virtio'><backend model='random'>/dev/urandom</backend><rate bytes='1000' period='200'/></rng>",
    ],
    ['rng builtin', "<rng model='virtio'><backend model='builtin'/></rng>"],
    ['vnc', "<graphics type='vnc' autoport='yes' passwd='x'/>"],
    ['vnc socket', "<graphics type='vnc' socket='/srv/vnc/web1.sock'/>"],
    [
      'spice',
      "<graphics type='spice' autoport='yes'/><channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0'/></channel>",
    ],
    [
      'serial',
      "<serial type='unix'><source mode='bind' path='/srv/serial, one.sock'/><log file='/srv/log/serial.log'/></serial>",
    ],
    ['serial usb', "<serial type='pty'><target type='usb-serial'/></serial>"],
    ['serial pci', "<serial type='pty'><target type='pci-serial'/></serial>"],
    ['parallel', "<parallel type='file'><source path='/srv/parallel'/></parallel>"],
    ['debugcon', "<serial type='null'><target type='isa-debug'/></serial>"],
    ['channel agent', "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"],
    ['console virtio', "<console type='pty'><target type='virtio'/></console>"],
    ['filesystem', "<filesystem accessmode='mapped'><source dir='/srv'/><target dir='data'/></filesystem>"],
    [
      'smartcard',
      "<smartcard mode='passthrough' type='tcp'><source mode='bind' host='127.0.0.1' service='2001'/></smartcard>",
    ],
    ['redirdev', "<redirdev bus='usb' type='tcp'><source mode='bind' host='127.0.0.1' service='4000'/></redirdev>"],
    ['shmem', "<shmem name='one'><model type='ivshmem-plain'/><size unit='M'>4</size></shmem>"],
    ['iommu intel', "<iommu model='intel'><driver caching_mode='on' iotlb='on'/></iommu>"],
    ['iommu virtio', "<iommu model='virtio'/>"],
    ['hub', "<hub type='usb'/>"],
    ['crypto', "<crypto model='virtio' type='qemu'><backend model='builtin' queues='1'/></crypto>"],
    [
      'pcie ports',
      "<controller type='pci' index='1' model='pcie-root-port'/><controller type='pci' index='2' model='pcie-to-pci-bridge'/>",
    ],
    ['pci expander', "<controller type='pci' index='1' model='pci-expander-bus'><target busNr='200'/></controller>"],
    ['pcie expander', "<controller type='pci' index='1' model='pcie-expander-bus'><target busNr='200'/></controller>"],
    ['virtio serial', "<controller type='virtio-serial' index='0' ports='16' vectors='4'/>"],
  ]
}

/** What a machine cannot have. */
const otherMachine: Readonly<Record<string, readonly string[]>> = {
  pc: ['watchdog itco', 'iommu intel', 'iommu virtio', 'pcie ports', 'pcie expander'],
  q35: ['disk ide', 'pci expander'],
}

/** A guest of each machine with each device; those that we refuse ourselves are somebody else's test. */
export function ownDocuments(): JudgedDocument[] {
  return ['pc', 'q35'].flatMap(machine =>
    devices()
      .filter(([name]) => !(otherMachine[machine] ?? []).includes(name))
      .map(([name, device]) => ({
        name: `${machine} ${name}`,
        xml: `<domain type='qemu'><name>web1</name><memory unit='MiB'>64</memory>
        <os><type arch='x86_64' machine='${machine}'>hvm</type></os><features><acpi/></features>
        <devices><emulator>${emulator}</emulator>${device}</devices></domain>`,
      })),
  )
}
