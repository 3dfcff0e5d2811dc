import t from 'tap'
import { qemuDomainCapabilities } from '../../../../src/drivers/qemu/capabilities/qemuDomainCapabilities.js'
import { qemuGuestCapabilities } from '../../../../src/drivers/qemu/capabilities/qemuGuestCapabilities.js'
import { emulatorCandidates } from '../../../../src/drivers/qemu/capabilities/emulatorCandidates.js'
import { formatDomainCapabilities } from '../../../../src/model/capabilities/DomainCapabilities.js'
import { formatCapabilities } from '../../../../src/model/capabilities/HostCapabilities.js'
import type { AcceleratorCapabilities, QemuCapabilities } from '../../../../src/model/capabilities/QemuCapabilities.js'
import { parseXml } from '../../../../src/model/xml/parseXml.js'

const machine = { hotplugCpus: true, isDefault: false, numaMemSupported: false, deprecated: false }
const accelerator: AcceleratorCapabilities = {
  cpus: [
    { name: 'max', usable: 'yes', blockers: [], deprecated: false },
    { name: 'Penryn', usable: 'no', blockers: ['sse4-1', 'vmx'], deprecated: false },
    { name: '486', usable: 'yes', blockers: [], deprecated: true },
  ],
  machines: [
    { ...machine, name: 'pc-i440fx-9.0', alias: 'pc', maxCpus: 255 },
    { ...machine, name: 'pc-q35-9.0', alias: 'q35', maxCpus: 4096 },
  ],
}
const capabilities: QemuCapabilities = {
  emulator: '/usr/bin/qemu-system-x86_64',
  arch: 'x86_64',
  version: 9_000_000,
  flags: new Set(['kvm', 'vnc', 'cpu-max', 'usb-storage']),
  kvm: accelerator,
  tcg: accelerator,
  origin: { qemuCtime: 0, selfCtime: 0, selfVersion: 0, microcodeVersion: 0 },
}
const host = { firmwares: [], kvmMaxVcpus: 1024, tpmVersions: [], rdp: false, vfio: false }
const ask = (virtType: 'kvm' | 'qemu', name?: string) =>
  qemuDomainCapabilities(capabilities, { virtType, ...(name !== undefined && { machine: name }) }, host)

t.test('without a machine the default one answers, and an alias is resolved', async t => {
  t.match(ask('qemu'), { machine: 'pc-i440fx-9.0', maxVcpus: 255 })
  t.match(ask('qemu', 'q35'), { machine: 'pc-q35-9.0', maxVcpus: 4096 })
})

t.test('KVM limits the vCPUs, and only it has host-passthrough', async t => {
  t.equal(ask('kvm', 'q35').maxVcpus, 1024)
  t.ok(ask('kvm').cpu.hostPassthrough)
  t.notOk(ask('qemu').cpu.hostPassthrough)
})

t.test('models are those the map knows, by name, with blockers in its spelling', async t => {
  t.match(ask('kvm').cpu.custom, [
    { name: '486', vendor: 'unknown', canonical: '486-v1', deprecated: true, blockers: [] },
    { name: 'Penryn', vendor: 'Intel', usable: 'no', blockers: ['sse4.1', 'vmx'] },
  ])
})

t.test('the chipset decides about IDE, flags about the rest', async t => {
  const buses = (name: string) => ask('kvm', name).devices.find(device => device.name === 'disk')?.enums?.[1]?.values
  t.same(buses('pc'), ['ide', 'fdc', 'scsi', 'virtio', 'usb'])
  t.same(buses('q35'), ['fdc', 'scsi', 'virtio', 'usb'])
  t.match(
    ask('kvm').devices.find(({ name }) => name === 'redirdev'),
    { supported: false },
  )
})

t.test('what is not supported is a single empty element', async t => {
  const document = parseXml(formatDomainCapabilities(ask('kvm')))
  t.same(document.descend('features', 'sev')?.attributes, new Map([['supported', 'no']]))
  t.same(document.descend('devices', 'crypto')?.children, [])
  t.equal(document.descend('cpu')?.elements('mode')[2]?.attribute('supported'), 'no')
})

t.test('aliases of machines follow their canonical names in the list for guests', async t => {
  const guest = qemuGuestCapabilities(capabilities, 'x86_64')
  t.match(guest.machines, [
    { name: 'pc-i440fx-9.0' },
    { name: 'pc', canonical: 'pc-i440fx-9.0' },
    { name: 'pc-q35-9.0' },
    { name: 'q35', canonical: 'pc-q35-9.0' },
  ])
  t.same(guest.domains, ['qemu', 'kvm'])
})

t.test('the document of a host holds CPU, memory, caches and security', async t => {
  const text = formatCapabilities(
    {
      uuid: 'c7a5fdbd-edaf-9455-926a-d65c16db1809',
      arch: 'x86_64',
      cpu: { type: 'host', mode: 'custom', fallback: 'allow', arch: 'x86_64', model: 'Penryn', features: [] },
      pageSizes: [4],
      suspend: ['suspend_mem'],
      iommu: true,
      migrationTransports: ['tcp'],
      cells: [
        {
          id: 0,
          memory: 1024n,
          pages: [{ size: 4, count: 256n }],
          distances: [{ id: 0, value: 10 }],
          cpus: [{ id: 0, socket: 0, die: 0, cluster: 0, core: 0, siblings: '0' }],
        },
      ],
      caches: [{ id: 0, level: 3, type: 'both', size: 33554432n, cpus: '0-1' }],
      securityModels: [{ model: 'none', doi: '0', baseLabels: [{ type: 'kvm', label: '+1:+1' }] }],
    },
    [],
  )
  t.equal(
    text,
    `<capabilities>

  <host>
    <uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>
    <cpu>
      <arch>x86_64</arch>
      <model>Penryn</model>
      <pages unit='KiB' size='4'/>
    </cpu>
    <power_management>
      <suspend_mem/>
    </power_management>
    <iommu support='yes'/>
    <migration_features>
      <live/>
      <uri_transports>
        <uri_transport>tcp</uri_transport>
      </uri_transports>
    </migration_features>
    <topology>
      <cells num='1'>
        <cell id='0'>
          <memory unit='KiB'>1024</memory>
          <pages unit='KiB' size='4'>256</pages>
          <distances>
            <sibling id='0' value='10'/>
          </distances>
          <cpus num='1'>
            <cpu id='0' socket_id='0' die_id='0' cluster_id='0' core_id='0' siblings='0'/>
          </cpus>
        </cell>
      </cells>
    </topology>
    <cache>
      <bank id='0' level='3' type='both' size='32' unit='MiB' cpus='0-1'/>
    </cache>
    <secmodel>
      <model>none</model>
      <doi>0</doi>
      <baselabel type='kvm'>+1:+1</baselabel>
    </secmodel>
  </host>

</capabilities>
`,
  )
})

t.test('the emulator of the guest comes before that of the host, but for 32 bit ARM', async t => {
  t.same(emulatorCandidates('x86_64', 'i686').slice(0, 2), ['qemu-system-i386', 'qemu-system-x86_64'])
  t.same(emulatorCandidates('aarch64', 'armv7l').slice(0, 2), ['qemu-system-aarch64', 'qemu-system-arm'])
  t.same(emulatorCandidates('x86_64', 'riscv64'), ['qemu-system-riscv64'])
})
