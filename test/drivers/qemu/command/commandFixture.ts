// A guest and a context to build command lines from: QEMU with all the flags named, nothing opened, a secret of known text.
import type { CommandContext } from '../../../../src/drivers/qemu/command/CommandContext.js'
import { prepareDomain } from '../../../../src/drivers/qemu/command/prepareDomain.js'
import type { QemuCapabilities } from '../../../../src/model/capabilities/QemuCapabilities.js'
import type { Domain } from '../../../../src/model/domain/Domain.js'
import { parseDomain } from '../../../../src/model/domain/parseDomain.js'

const machine = {
  hotplugCpus: true,
  maxCpus: 255,
  isDefault: true,
  numaMemSupported: false,
  defaultRamId: 'pc.ram',
  deprecated: false,
  acpi: true,
}

/** An emulator with these flags and the machines `pc` and `q35`. */
export function emulatorWith(...flags: string[]): QemuCapabilities {
  const machines = ['pc', 'q35'].map(name => ({ ...machine, name }))
  return {
    emulator: '/usr/bin/qemu',
    arch: 'x86_64',
    version: 10_000_000,
    flags: new Set(flags),
    tcg: { cpus: [], machines },
    kvm: { cpus: [], machines },
    origin: { qemuCtime: 0, selfCtime: 0, selfVersion: 0, microcodeVersion: 0 },
  }
}

/** A modern emulator, as far as these tests need one. */
export const modernEmulator = emulatorWith('device.json+hotplug', 'netdev.json', 'set-action', 'machine-hpet')

/** Reads a domain as it stands: what is not in the document is not there. */
export function domainOf(xml: string): Domain {
  const random = { bytes: (count: number) => new Uint8Array(count), bits: () => 0 }
  const context = { random, hostArch: 'x86_64' }
  return parseDomain(xml, context, { inactive: true, skipPostParse: true, skipValidate: true })
}

/** A guest of 64 MiB on `pc`, with these devices. */
export function guestWith(devices: string, rest = ''): Domain {
  return domainOf(`<domain type='qemu'>
    <name>guest</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>
    <memory unit='KiB'>65536</memory><vcpu>1</vcpu>
    <os><type arch='x86_64' machine='pc'>hvm</type></os>${rest}
    <devices><emulator>/usr/bin/qemu</emulator>
      <controller type='pci' index='0' model='pci-root'/>${devices}</devices></domain>`)
}

const tls = (service: string) => ({ directory: `/pki/${service}`, verify: true })

/** The context of a guest for which nothing was opened. */
export function contextWith(changes: Partial<CommandContext> = {}): CommandContext {
  return {
    capabilities: modernEmulator,
    settings: {
      tls: {
        vnc: tls('vnc'),
        spice: tls('spice'),
        chardev: tls('chardev'),
        nbd: tls('nbd'),
        vxhs: tls('vxhs'),
        rdp: tls('rdp'),
      },
      vncTls: false,
      vncSasl: false,
      spiceTls: false,
      spiceSasl: false,
      vncAllowHostAudio: false,
      nographicsAllowHostAudio: false,
      dumpGuestCore: false,
      seccompSandbox: true,
      setProcessName: false,
      hugetlbfs: [{ path: '/huge', size: 2048, default: true }],
      pageSize: 4,
      memoryBackingDirectory: '/ram',
      passtDirectory: '/passt',
      dbusDirectory: '/dbus',
      numaNodes: [0, 1],
      fips: false,
      privileged: true,
    },
    privateDirectory: '/lib/domain-1-guest',
    shortName: '1-guest',
    monitor: { fd: 9 },
    descriptors: { fds: new Map(), sets: new Map() },
    secrets: {
      encrypted: () => ({ data: 'secret', iv: 'vector' }),
      encryptText: text => ({ data: `<${text}>`, iv: 'vector' }),
    },
    now: 0,
    tpmSockets: new Map(),
    scsiGenericName: () => 'sg0',
    environment: { PATH: '/bin' },
    ...changes,
  }
}

/** Prepares a guest with displays on 127.0.0.1 and ports from 5900 on. */
export function prepare(domain: Domain): Domain {
  let next = 5900
  prepareDomain(domain, {
    displays: {
      vncListen: '127.0.0.1',
      spiceListen: '127.0.0.1',
      vncAutoSocket: false,
      spiceAutoSocket: false,
      spiceTls: false,
      privateDirectory: '/lib/domain-1-guest',
      takePort: () => next++,
      networkAddress: () => '192.168.122.1',
    },
    channelDirectory: '/run/channel',
    chardevTls: false,
    vxhsTls: false,
  })
  return domain
}
