// What the driver would have prepared for a guest of the fixed environment: descriptors, secrets, ports, networks and
// volumes. The facts are those of section 4 of the conformance contract and of fixtures/environment.json.
import { createCipheriv } from 'node:crypto'
import type {
  CommandContext,
  FdSet,
  GuestSecrets,
  NbdkitPlugin,
} from '../../../src/drivers/qemu/command/CommandContext.js'
import { LibvirtError } from '../../../src/api/LibvirtError.js'
import type { QemuCapabilities } from '../../../src/model/capabilities/QemuCapabilities.js'
import type { Domain } from '../../../src/model/domain/Domain.js'
import type { CharSource } from '../../../src/model/domain/devices/charSource.js'
import { charSourceOf } from '../../../src/model/domain/devices/charSourceOf.js'
import { actualConnection, isVirtioModel } from '../../../src/model/domain/devices/interface.js'
import type { SecretReference } from '../../../src/model/domain/devices/storageAuth.js'
import type { StorageSource } from '../../../src/model/domain/devices/storageSource.js'

const secretValue = 'AQCVn5hO6HzFAhAAq0NCv8jtJcIcE+HOBlMQ1A'
const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index))
const iv = Buffer.from(Array.from({ length: 16 }, (_, index) => index))

function encrypt(value: Buffer) {
  const cipher = createCipheriv('aes-256-cbc', key, iv)
  const data = Buffer.concat([cipher.update(value), cipher.final()])
  return { data: data.toString('base64'), iv: iv.toString('base64') }
}

/** Any UUID exists; of usages, those the contract names. */
function secretExists(reference: SecretReference, usageType: string): boolean {
  if ('uuid' in reference) return true
  if (usageType === 'volume') return reference.usage.startsWith('/storage/guest_disks/')
  const known = ['mycluster_myname', 'client.admin secret']
  return (usageType === 'ceph' || usageType === 'iscsi') && known.includes(reference.usage)
}

export const fixtureSecrets: GuestSecrets = {
  encrypted(reference, usageType) {
    if (!secretExists(reference, usageType)) {
      const name = 'uuid' in reference ? reference.uuid : reference.usage
      throw new LibvirtError('NO_SECRET', `no secret with matching usage '${name}'`)
    }
    return encrypt(Buffer.from(secretValue))
  },
  encryptText: text => encrypt(Buffer.from(text)),
}

/** Numbers the harness of the goldens hands out. */
const listenFd = 1729
const sourceFd = 1750
const logFd = 1751
const vdpaFd = 1732

class FixtureDescriptors {
  readonly fds = new Map<string, number[]>([['monitor', [listenFd]]])
  readonly sets = new Map<string, FdSet>()

  addSet(name: string, fds: readonly number[], writable = false): void {
    this.sets.set(name, { number: this.sets.size, fds, writable })
  }
}

interface FdGroup {
  name: string
  writable: boolean
  fds: number[]
}

/** Groups of descriptors a client attached, from the request. */
export function fdGroupsOf(value: unknown): FdGroup[] {
  return Array.isArray(value) ? value.flatMap(group => (isFdGroup(group) ? [group] : [])) : []
}

function isFdGroup(value: unknown): value is FdGroup {
  return typeof value === 'object' && value !== null && 'name' in value && 'fds' in value
}

function* chain(source: StorageSource): Generator<StorageSource> {
  yield source
  if (source.dataStore) yield source.dataStore
  if (source.backing) yield* chain(source.backing)
}

function openDisks(
  descriptors: FixtureDescriptors,
  domain: Domain,
  groups: readonly FdGroup[],
  vdpaFds: Record<string, unknown>,
): void {
  for (const { source } of domain.devices.disk.toReversed()) {
    for (const image of chain(source)) {
      if (image.type === 'vhostvdpa') {
        const fd = vdpaFds[image.path]
        descriptors.addSet(`${image.node}-storage`, [typeof fd === 'number' ? fd : vdpaFd])
      }
      if (image.type !== 'file' || image.fdgroup === undefined) continue
      const group = groups.find(each => each.name === image.fdgroup)
      if (group === undefined) {
        throw new LibvirtError(
          'INVALID_ARG',
          `file descriptor group '${image.fdgroup}' was not associated with the domain`,
        )
      }
      descriptors.addSet(`${image.node}-storage`, group.fds, group.writable)
    }
  }
}

function openCharacterDevice(descriptors: FixtureDescriptors, alias: string, source: CharSource): void {
  if (source.type === 'unix' && source.listen) descriptors.fds.set(`char${alias}`, [listenFd])
  if (source.type === 'file') descriptors.addSet(`${alias}-source`, [sourceFd])
  if (source.log) descriptors.addSet(`${alias}-log`, [logFd])
}

/** In libvirt's order, which numbers the sets. */
function openCharacterDevices(descriptors: FixtureDescriptors, { devices }: Domain): void {
  const consoles = devices.console.filter(({ targetType }) => targetType !== undefined && targetType !== 'serial')
  const { smartcard, serial, parallel, channel, rng, redirdev } = devices
  for (const device of [...smartcard, ...serial, ...parallel, ...channel, ...consoles, ...rng, ...redirdev]) {
    const source = charSourceOf(device)
    if (source) openCharacterDevice(descriptors, device.info.alias ?? '', source)
  }
}

const numbers = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index)

function openInterfaces(descriptors: FixtureDescriptors, { devices }: Domain, vdpaFds: Record<string, unknown>): void {
  for (const net of devices.interface) {
    const alias = net.info.alias ?? ''
    const connection = actualConnection(net)
    const queues = net.driver?.queues ?? 1
    if (connection.type === 'vdpa') {
      const fd = vdpaFds[connection.dev]
      descriptors.addSet(`${alias}-vdpa`, [typeof fd === 'number' ? fd : vdpaFd])
    }
    const bridged = connection.type === 'network' || connection.type === 'bridge'
    if (!bridged && connection.type !== 'ethernet' && connection.type !== 'direct') continue
    descriptors.fds.set(alias, numbers(bridged ? 102 : 3, queues))
    const vhost = isVirtioModel(net.model) && net.driver?.name !== 'qemu'
    if (vhost) descriptors.fds.set(`${alias}-vhost`, numbers(44, queues))
  }
}

function openOthers(descriptors: FixtureDescriptors, { devices }: Domain): void {
  for (const vsock of devices.vsock) {
    if (vsock.auto) vsock.cid = 42
    descriptors.fds.set(vsock.info.alias ?? '', [6789])
  }
  for (const hostdev of devices.hostdev) {
    if (hostdev.source.type === 'scsi_host') descriptors.fds.set(`${hostdev.info.alias}-vhost`, [3])
  }
  for (const video of devices.video) {
    if (video.driver?.name === 'vhostuser') descriptors.fds.set(video.info.alias ?? '', [listenFd])
  }
  for (const tpm of devices.tpm) {
    if (tpm.backend.type !== 'passthrough') continue
    descriptors.addSet(`${tpm.info.alias}-tpm`, [1730])
    descriptors.addSet(`${tpm.info.alias}-cancel`, [1731])
  }
}

/** What the request says beyond the domain. */
export interface CommandRequest {
  readonly params: Record<string, unknown>
  readonly conf: Record<string, unknown>
}

function openEverything(domain: Domain, { params }: CommandRequest): FixtureDescriptors {
  const descriptors = new FixtureDescriptors()
  const { vdpaFds, fdGroups } = params
  const vdpa = typeof vdpaFds === 'object' && vdpaFds !== null ? Object.fromEntries(Object.entries(vdpaFds)) : {}
  openDisks(descriptors, domain, fdGroupsOf(fdGroups), vdpa)
  openCharacterDevices(descriptors, domain)
  openInterfaces(descriptors, domain, vdpa)
  openOthers(descriptors, domain)
  return descriptors
}

const flag = (value: unknown) => value === 1 || value === true
const text = (value: unknown) => (typeof value === 'string' ? value : undefined)

export const privateDirectoryOf = (short: string) => `/var/lib/libvirt/qemu/domain-${short}`

/** The context of the command line of a prepared domain. */
export function commandContext(
  domain: Domain,
  capabilities: QemuCapabilities,
  shortName: string,
  request: CommandRequest,
): CommandContext {
  const { conf, params } = request
  const tls = (service: string) => ({
    directory: text(conf[`${service}_tls_x509_cert_dir`]) ?? `/etc/pki/libvirt-${service}`,
    verify: conf[`${service}_tls_x509_verify`] !== 0,
    secretUuid: text(conf[`${service}_tls_x509_secret_uuid`]),
  })
  const migrateFrom = text(params['migrateFrom'])
  return {
    capabilities,
    settings: {
      tls: forEachService(tls),
      vncTls: flag(conf['vnc_tls']),
      vncSasl: flag(conf['vnc_sasl']),
      spiceTls: flag(conf['spice_tls']),
      spiceSasl: flag(conf['spice_sasl']),
      saslDirectory: '/etc/sasl2',
      vncSaslDirectory: text(conf['vnc_sasl_dir']),
      spiceSaslDirectory: text(conf['spice_sasl_dir']),
      vncAllowHostAudio: flag(conf['vnc_allow_host_audio']),
      nographicsAllowHostAudio: flag(conf['nographics_allow_host_audio']),
      spicePassword: '123456',
      vncPassword: text(conf['vnc_password']),
      dumpGuestCore: flag(conf['dump_guest_core']),
      seccompSandbox: conf['seccomp_sandbox'] !== 0,
      setProcessName: flag(conf['set_process_name']),
      hugetlbfs: [
        { path: '/dev/hugepages2M', size: 2048, default: true },
        { path: '/dev/hugepages1G', size: 1048576 },
      ],
      transparentHugePage: 2048,
      pageSize: 4,
      memoryBackingDirectory: '/var/lib/libvirt/qemu/ram',
      passtDirectory: '/var/run/libvirt/qemu/passt',
      dbusDirectory: '/var/run/libvirt/qemu/dbus',
      numaNodes: [0, 1, 2, 3],
      fips: false,
      privileged: true,
    },
    privateDirectory: privateDirectoryOf(shortName),
    shortName,
    monitor: { fd: listenFd },
    descriptors: openEverything(domain, request),
    secrets: fixtureSecrets,
    now: 1234567890,
    // VIR00:30 is half an hour behind UTC.
    utcOffset: -1800,
    autoNodeset: [0, 1, 2, 3],
    incoming: migrateFrom === undefined ? undefined : incoming(migrateFrom, params['migrateFd']),
    tpmSockets: new Map(domain.devices.tpm.map(({ info }) => [info.alias ?? '', '/dev/test'])),
    nbdkit: flag(conf['storage_use_nbdkit']) ? nbdkitPlugins(params['nbdkitCaps']) : undefined,
    hostCdroms: new Set(['/dev/cdrom']),
    scsiGenericName: () => 'sg0',
    environment: { PATH: '/bin', USER: 'test', LOGNAME: 'test', HOME: '/home/test' },
  }
}

function forEachService<T>(make: (service: string) => T) {
  return {
    vnc: make('vnc'),
    spice: make('spice'),
    chardev: make('chardev'),
    nbd: make('nbd'),
    vxhs: make('vxhs'),
    rdp: make('rdp'),
  }
}

function nbdkitPlugins(features: unknown): Set<NbdkitPlugin> {
  const names = Array.isArray(features) ? features : []
  return new Set((['curl', 'ssh'] as const).filter(plugin => names.includes(`plugin-${plugin}`)))
}

function incoming(uri: string, fd: unknown) {
  return { uri: uri === 'stdio' ? `fd:${String(fd)}` : uri, deferred: false }
}
