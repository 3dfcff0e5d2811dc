// What is said of the guest as a whole: vCPUs, memory, clock, firmware tables, sandbox.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { SevCommon } from '../../../model/domain/launchSecurity.js'
import type { SmbiosInfo } from '../../../model/domain/sysinfo.js'
import type { CommandContext } from './CommandContext.js'
import { has } from './CommandContext.js'
import { argument, type CommandOption, object, type Properties } from './CommandOption.js'
import { escapeComma } from './keyValue.js'
import { systemMemoryId } from './machineOptions.js'
import { memoryBackend } from './memoryBackend.js'

/** `-smp`. */
export function smpOption(domain: Domain, context: CommandContext): CommandOption {
  const { list } = domain.vcpus
  // vCPUs that can be unplugged again are plugged in later, one by one.
  const fixed = list.filter(({ online, hotpluggable }) => online && !hotpluggable).length
  const max = list.length
  const parts = [String(fixed), ...(fixed === max ? [] : [`maxcpus=${max}`])]
  const topology = domain.cpu?.topology
  if (topology === undefined) parts.push(`sockets=${max}`, 'cores=1', 'threads=1')
  else {
    parts.push(`sockets=${topology.sockets}`)
    if (has(context, 'smp-dies')) parts.push(`dies=${topology.dies}`)
    if (has(context, 'smp-clusters')) parts.push(`clusters=${topology.clusters}`)
    parts.push(`cores=${topology.cores}`, `threads=${topology.threads}`)
  }
  return argument('-smp', parts.join(','))
}

/** KiB at start: all but what memory devices hold. */
function initialMemory({ memory, devices }: Domain): number {
  return memory.total - devices.memory.reduce((sum, { size }) => sum + size, 0)
}

/** `-m`, and the object that is the memory of a machine without NUMA nodes. @throws LibvirtError */
export function memoryOptions(domain: Domain, context: CommandContext): CommandOption[] {
  const { memory, memoryBacking } = domain
  const size = initialMemory(domain)
  const limits = memory.max > 0 ? `${memory.slots ? `,slots=${memory.slots}` : ''},maxmem=${memory.max}k` : ''
  const options = [argument('-m', `size=${Math.floor(size / 1024) * 1024}k${limits}`)]
  const id = systemMemoryId(domain, context)
  if (id !== undefined) options.push(...memoryBackend(domain, context, { id, size, systemMemory: true }))
  options.push(argument('-overcommit', `mem-lock=${memoryBacking?.locked ? 'on' : 'off'}`))
  return options
}

/** `YYYY-MM-DDThh:mm:ss` in UTC. */
function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19)
}

function clockBase({ clock }: Domain, context: CommandContext): string {
  const { time } = clock
  switch (time.offset) {
    case 'utc':
      return 'base=utc'
    case 'localtime':
    case 'timezone':
      return 'base=localtime'
    case 'variable': {
      const basis = time.basis === 'localtime' ? context.now + (context.utcOffset ?? 0) : context.now
      return `base=${isoTime(basis + Number(time.adjustment))}`
    }
    case 'absolute':
      return `base=${isoTime(Number(time.start))}`
  }
}

/** `-rtc`. */
export function clockOption(domain: Domain, context: CommandContext): CommandOption {
  const rtc = domain.clock.timers.find(({ name }) => name === 'rtc')
  const tracks = { guest: 'vm', wall: 'host', realtime: 'rt', boot: undefined } as const
  const clock = rtc?.track && tracks[rtc.track]
  const parts = [
    clockBase(domain, context),
    ...(clock ? [`clock=${clock}`] : []),
    ...(rtc?.tickPolicy === 'catchup' ? ['driftfix=slew'] : []),
  ]
  return argument('-rtc', parts.join(','))
}

/** Environment of a clock in another time zone. */
export function clockEnvironment({ clock }: Domain): Record<string, string> {
  return clock.time.offset === 'timezone' ? { TZ: clock.time.timezone } : {}
}

function entries(
  type: number,
  values: Record<string, string | undefined> | undefined,
  names: Record<string, string>,
): CommandOption[] {
  if (values === undefined) return []
  const parts = Object.entries(names).flatMap(([name, key]) => {
    const value = values[name]
    return value === undefined ? [] : [`${key}=${escapeComma(value)}`]
  })
  return parts.length === 0 ? [] : [argument('-smbios', [`type=${type}`, ...parts].join(','))]
}

const biosNames = { vendor: 'vendor', version: 'version', date: 'date', release: 'release' }
const systemNames = {
  manufacturer: 'manufacturer',
  product: 'product',
  version: 'version',
  serial: 'serial',
  uuid: 'uuid',
  sku: 'sku',
  family: 'family',
}
const boardNames = {
  manufacturer: 'manufacturer',
  product: 'product',
  version: 'version',
  serial: 'serial',
  asset: 'asset',
  location: 'location',
}
const chassisNames = { manufacturer: 'manufacturer', version: 'version', serial: 'serial', asset: 'asset', sku: 'sku' }

/** Boards and cases always have a maker, be it one without a name. */
function made(values: Record<string, string | undefined> | undefined): Record<string, string | undefined> | undefined {
  const described = Object.values(values ?? {}).some(value => value !== undefined)
  return described ? { manufacturer: '', ...values } : undefined
}

function smbios(info: SmbiosInfo): CommandOption[] {
  const strings = info.oemStrings?.map(text => `value=${escapeComma(text)}`) ?? []
  return [
    ...entries(0, info.bios, biosNames),
    ...entries(1, info.system, systemNames),
    ...info.baseBoards.flatMap(board => entries(2, made(board), boardNames)),
    ...entries(3, made(info.chassis), chassisNames),
    ...(strings.length > 0 ? [argument('-smbios', ['type=11', ...strings].join(','))] : []),
  ]
}

/** SMBIOS tables. @throws LibvirtError XML_ERROR when they are asked for but not described */
export function smbiosOptions({ os, sysinfo }: Domain, context: CommandContext): CommandOption[] {
  if (os.smbios === undefined || os.smbios === 'emulate') return []
  const info = os.smbios === 'host' ? context.hostSmbios : sysinfo.find(each => each.kind === 'smbios')
  if (info?.kind !== 'smbios') {
    throw new LibvirtError('XML_ERROR', `Domain '${context.shortName}' sysinfo are not available`)
  }
  return smbios(info)
}

/** Files for the guest's firmware. */
export function firmwareConfigOptions({ sysinfo }: Domain): CommandOption[] {
  return sysinfo.flatMap(info => {
    if (info.kind !== 'fwcfg') return []
    return info.files.map(({ name, value, file }) => {
      const content = value === undefined ? `file=${escapeComma(file ?? '')}` : `string=${escapeComma(value)}`
      return argument('-fw_cfg', `name=${escapeComma(name)},${content}`)
    })
  })
}

/** Facts about the host's encryption, unless the definition knows better. */
function sevHardware({ cbitpos, reducedPhysBits }: SevCommon, { capabilities }: CommandContext): Properties {
  const host = capabilities.sev
  return { cbitpos: cbitpos ?? host?.cbitpos, 'reduced-phys-bits': reducedPhysBits ?? host?.reducedPhysBits }
}

/** Object for encrypted guest memory. */
export function launchSecurityOptions(domain: Domain, context: CommandContext): CommandOption[] {
  const security = domain.launchSecurity
  switch (security?.type) {
    case undefined:
      return []
    case 's390-pv':
      return [object({ 'qom-type': 's390-pv-guest', id: 'lsec0' })]
    case 'sev': {
      const folder = context.privateDirectory
      return [
        object({
          'qom-type': 'sev-guest',
          id: 'lsec0',
          ...sevHardware(security, context),
          policy: security.policy,
          'dh-cert-file': security.dhCert === undefined ? undefined : `${folder}/dh_cert.base64`,
          'session-file': security.session === undefined ? undefined : `${folder}/session.base64`,
          'kernel-hashes': security.kernelHashes,
        }),
      ]
    }
    case 'sev-snp':
      return [
        object({
          'qom-type': 'sev-snp-guest',
          id: 'lsec0',
          ...sevHardware(security, context),
          'kernel-hashes': security.kernelHashes,
          policy: security.policy,
          'guest-visible-workarounds': security.guestVisibleWorkarounds,
          'id-block': security.idBlock,
          'id-auth': security.idAuth,
          'host-data': security.hostData,
          'author-key-enabled': security.authorKey,
          'vcek-disabled': security.vcek === undefined ? undefined : !security.vcek,
        }),
      ]
  }
}

/** `-sandbox`: QEMU drops the system calls it does not need. */
export function sandboxOptions({ settings }: CommandContext): CommandOption[] {
  if (!settings.seccompSandbox) return [argument('-sandbox', 'off')]
  return [argument('-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny')]
}
