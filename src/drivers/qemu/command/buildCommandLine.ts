// The command line of a guest. The domain is complete: defaults, addresses, aliases and node names are assigned, networks
// and volumes are resolved. The order of the options is libvirt's, since QEMU numbers some devices as they come.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { actualConnection, type Interface } from '../../../model/domain/devices/interface.js'
import { audioEnvironment, audioOptions, soundOptions } from './audio.js'
import {
  channelOptions,
  consoleOptions,
  parallelOptions,
  redirdevOptions,
  serialOptions,
  smartcardOptions,
} from './characterDevices.js'
import { type CommandContext, has, type MonitorEnd } from './CommandContext.js'
import { argument, type CommandOption, device, type Properties } from './CommandOption.js'
import { controllerDevice, controllerOptions, globalControllerOptions } from './controller.js'
import { cpuArgument } from './cpu.js'
import { diskOptions } from './disk.js'
import { filesystemOptions } from './filesystem.js'
import { acpiTableOptions, bootOption, flashOptions, kernelOptions, loaderOptions } from './firmware.js'
import { formatOption } from './formatOption.js'
import { graphicsEnvironment, graphicsOptions } from './graphics.js'
import { hostdevOptions } from './hostdev.js'
import { hubOptions, inputOptions } from './input.js'
import { interfaceOptions } from './interface.js'
import { iommuOptions } from './iommu.js'
import { iothreadOptions } from './iothread.js'
import { escapeComma } from './keyValue.js'
import { isQ35 } from './machine.js'
import { acceleratorOption, machineOption, pitOptions, powerManagementOptions, tsegOptions } from './machineOptions.js'
import { memoryDeviceOptions } from './memoryDevice.js'
import { numaOptions } from './numa.js'
import { overrideProperties } from './overrideProperties.js'
import {
  cryptoOptions,
  generationIdOptions,
  memballoonOptions,
  panicOptions,
  pstoreOptions,
  vmcoreinfoOptions,
  vsockDevice,
} from './plainDevices.js'
import { rngOptions } from './rng.js'
import { masterKeyObject } from './secretObject.js'
import { shmemOptions } from './shmem.js'
import {
  clockEnvironment,
  clockOption,
  firmwareConfigOptions,
  launchSecurityOptions,
  memoryOptions,
  sandboxOptions,
  smbiosOptions,
  smpOption,
} from './systemOptions.js'
import { throttleGroupOption } from './throttle.js'
import { toJson } from './toJson.js'
import { tpmOptions } from './tpm.js'
import { videoOptions } from './video.js'
import { watchdogOptions } from './watchdog.js'

/** What is to be run. */
export interface CommandLine {
  readonly program: string
  readonly args: readonly string[]
  /** The whole environment, in libvirt's order. */
  readonly environment: Readonly<Record<string, string>>
}

function nameOption(domain: Domain, { settings }: CommandContext): CommandOption {
  const name = escapeComma(domain.name)
  const process = settings.setProcessName ? `,process=qemu:${name}` : ''
  return argument('-name', `guest=${name}${process},debug-threads=on`)
}

function monitorOptions(monitor: MonitorEnd): CommandOption[] {
  const place: Properties = 'fd' in monitor ? { fd: monitor.fd } : { path: monitor.path }
  return [
    {
      kind: 'chardev',
      properties: { backend: 'socket', id: 'charmonitor', arguments: { ...place, server: true, wait: false } },
    },
    argument('-mon', 'chardev=charmonitor,id=monitor,mode=control'),
  ]
}

/** Boot order of floppies, which belongs to their controller. */
function floppyOptions(domain: Domain): CommandOption[] {
  const floppies = domain.devices.disk.filter(({ bus }) => bus === 'fdc')
  const order = new Map<string, number>()
  for (const { info } of floppies) {
    if (info.address?.type !== 'drive' || !info.effectiveBootIndex) continue
    order.set(`bootindex${info.address.unit === 0 ? 'A' : 'B'}`, info.effectiveBootIndex)
  }
  // q35 has no controller on the board.
  if (isQ35(domain)) return floppies.length > 0 ? [device({ driver: 'isa-fdc', ...Object.fromEntries(order) })] : []
  return [...order].map(([name, index]) => argument('-global', `isa-fdc.${name}=${index}`))
}

function disksOptions(domain: Domain, context: CommandContext): CommandOption[] {
  return [...floppyOptions(domain), ...domain.devices.disk.flatMap(disk => diskOptions(disk, domain, context))]
}

function identity(domain: Domain, context: CommandContext): CommandOption[] {
  const cpu = cpuArgument(domain)
  return [
    nameOption(domain, context),
    ...deprecationOptions(domain, context),
    argument('-S'),
    masterKeyObject(context.privateDirectory),
    ...reservationHelper(domain, context),
    ...flashOptions(domain, context),
    machineOption(domain, context),
    acceleratorOption(domain),
    ...tsegOptions(domain),
    ...(cpu === undefined ? [] : [argument('-cpu', cpu)]),
    ...loaderOptions(domain),
    ...memoryOptions(domain, context),
    smpOption(domain, context),
    ...iothreadOptions(domain.ioThreads),
    ...domain.throttleGroups.map(throttleGroupOption),
    ...numaOptions(domain, context),
    argument('-uuid', domain.uuid),
    ...smbiosOptions(domain, context),
    ...firmwareConfigOptions(domain),
    ...generationIdOptions(domain),
  ]
}

/** The daemon's own helper for persistent reservations. */
function reservationHelper(domain: Domain, context: CommandContext): CommandOption[] {
  if (!domain.devices.disk.some(({ source }) => source.reservations?.managed)) return []
  const path = `${context.privateDirectory}/pr-helper0.sock`
  return [{ kind: 'object', properties: { 'qom-type': 'pr-manager-helper', id: 'pr-helper0', path } }]
}

function lifecycle(domain: Domain, context: CommandContext): CommandOption[] {
  const { onReboot, onPoweroff } = domain.lifecycle
  // A guest that ends when it reboots must not reboot first. Newer emulators are told over the monitor.
  const endsEither = onReboot === 'destroy' && onPoweroff === 'destroy'
  return endsEither && !has(context, 'set-action') ? [argument('-no-reboot')] : [argument('-no-shutdown')]
}

function board(domain: Domain, context: CommandContext): CommandOption[] {
  const headless = domain.devices.graphics.length === 0
  return [
    ...(headless ? [argument('-display', 'none')] : []),
    argument('-no-user-config'),
    argument('-nodefaults'),
    ...monitorOptions(context.monitor),
    clockOption(domain, context),
    ...pitOptions(domain),
    ...lifecycle(domain, context),
    ...powerManagementOptions(domain),
    bootOption(domain),
    ...kernelOptions(domain),
    ...acpiTableOptions(domain),
    ...domain.devices.iommu.flatMap(iommu => iommuOptions(iommu, domain)),
    ...globalControllerOptions(domain),
  ]
}

function smartcardControllers(domain: Domain): CommandOption[] {
  return domain.devices.controller
    .filter(({ type }) => type === 'ccid')
    .map(controller => controllerDevice(controller, domain))
    .filter(properties => properties !== undefined)
    .map(device)
}

function devices(domain: Domain, context: CommandContext): CommandOption[] {
  const { devices: all } = domain
  return [
    ...controllerOptions(domain),
    ...all.memory.flatMap(memory => memoryDeviceOptions(memory, domain, context)),
    ...all.hub.flatMap(hub => hubOptions(hub, domain)),
    ...smartcardControllers(domain),
    ...disksOptions(domain, context),
    ...all.filesystem.flatMap(filesystem => filesystemOptions(filesystem, domain, context)),
    ...all.interface.filter(net => !isPassedThrough(net)).flatMap(net => interfaceOptions(net, domain, context)),
    ...all.smartcard.flatMap(card => smartcardOptions(card, domain, context)),
    ...all.serial.flatMap(serial => serialOptions(serial, domain, context)),
    ...all.parallel.flatMap(parallel => parallelOptions(parallel, context)),
    ...all.channel.flatMap(channel => channelOptions(channel, domain, context)),
    ...all.console.flatMap(console => consoleOptions(console, domain, context)),
    ...all.tpm.flatMap(tpm => tpmOptions(tpm, domain, context)),
    ...all.input.flatMap(input => inputOptions(input, domain)),
    ...audioOptions(domain),
    ...graphicsOptions(domain, context),
    ...videoOptions(domain, context),
    ...soundOptions(domain),
    ...watchdogOptions(domain),
    ...all.redirdev.flatMap(redirdev => redirdevOptions(redirdev, domain, context)),
    ...hostdevsOptions(domain, context),
    ...incoming(context),
    ...all.memballoon.flatMap(balloon => memballoonOptions(balloon, domain)),
    ...all.rng.flatMap(rng => rngOptions(rng, domain, context)),
    ...vmcoreinfoOptions(domain),
    ...launchSecurityOptions(domain, context),
    ...(domain.qemu?.args ?? []).map(text => argument(text)),
    ...sandboxOptions(context),
    ...all.panic.flatMap(panic => panicOptions(panic, domain)),
    ...all.shmem.flatMap(shmem => shmemOptions(shmem, domain, context)),
    ...all.crypto.flatMap(crypto => cryptoOptions(crypto, domain)),
    ...all.vsock.map(vsock => device(vsockDevice(vsock, domain, context))),
    ...all.pstore.flatMap(pstore => pstoreOptions(pstore, domain)),
  ]
}

/** Host devices; interfaces that are such come before the others when they were defined so, and behind when a network gave them. */
function hostdevsOptions(domain: Domain, context: CommandContext): CommandOption[] {
  const nets = domain.devices.interface.filter(isPassedThrough)
  const options = (list: Interface[]) => list.flatMap(net => interfaceOptions(net, domain, context))
  return [
    ...options(nets.filter(net => net.actual === undefined)),
    ...domain.devices.hostdev.flatMap(hostdev => hostdevOptions(hostdev, domain, context)),
    ...options(nets.filter(net => net.actual !== undefined)),
  ]
}

function isPassedThrough(net: Interface): boolean {
  return actualConnection(net).type === 'hostdev'
}

function incoming({ incoming: from }: CommandContext): CommandOption[] {
  return from === undefined ? [] : [argument('-incoming', from.deferred ? 'defer' : from.uri)]
}

/** What QEMU does when it is told something in a deprecated way. */
function deprecationOptions({ qemu }: Domain, { settings }: CommandContext): CommandOption[] {
  const behavior = qemu?.deprecation ?? settings.deprecationBehavior
  if (behavior === undefined) return []
  const input = behavior === 'omit' ? undefined : behavior
  return [argument('-compat', toJson({ 'deprecated-output': 'hide', 'deprecated-input': input }))]
}

/** Variables QEMU inherits. */
const inheritedNames = ['LD_PRELOAD', 'LD_LIBRARY_PATH', 'PATH', 'HOME', 'USER', 'LOGNAME', 'TMPDIR']

/** What libraries of QEMU's keep goes into the guest's folder; one user's guests share all but the cache. */
function ownFolders({ privateDirectory: home, settings }: CommandContext): Record<string, string> {
  const XDG_CACHE_HOME = `${home}/.cache`
  if (!settings.privileged) return { XDG_CACHE_HOME }
  return { HOME: home, XDG_DATA_HOME: `${home}/.local/share`, XDG_CACHE_HOME, XDG_CONFIG_HOME: `${home}/.config` }
}

function environment(domain: Domain, context: CommandContext): Record<string, string> {
  const given = inheritedNames.flatMap(name => {
    const value = context.environment[name]
    return value === undefined ? [] : [[name, value]]
  })
  const user = (domain.qemu?.env ?? []).map(({ name, value }) => [name, value ?? ''])
  return {
    LC_ALL: 'C',
    ...Object.fromEntries(given),
    ...ownFolders(context),
    ...clockEnvironment(domain),
    ...audioEnvironment(domain),
    ...graphicsEnvironment(domain, context),
    ...Object.fromEntries(user),
  }
}

/** Everything QEMU is told when the guest starts, in order. @throws LibvirtError for what this QEMU cannot do */
export function commandOptions(domain: Domain, context: CommandContext): CommandOption[] {
  const options = [
    ...identity(domain, context),
    ...board(domain, context),
    ...devices(domain, context),
    argument('-msg', 'timestamp=on'),
  ]
  return options.map(option => overrideProperties(option, domain.qemu))
}

/** The emulator as the definition wants it to be taken: with flags added and taken away. */
function withCustomFlags({ qemu }: Domain, context: CommandContext): CommandContext {
  if (!qemu || (qemu.capabilitiesAdd.length === 0 && qemu.capabilitiesDelete.length === 0)) return context
  const flags = new Set([...context.capabilities.flags, ...qemu.capabilitiesAdd])
  for (const flag of qemu.capabilitiesDelete) flags.delete(flag)
  return { ...context, capabilities: { ...context.capabilities, flags } }
}

/** Firmware that was asked for must have been found when the definition was completed. */
function checkFirmware({ os }: Domain): void {
  if (os.firmware === undefined || (os.loader?.path !== undefined && os.loader.type !== undefined)) return
  throw new LibvirtError(
    'OPERATION_FAILED',
    `Unable to find '${os.firmware}' firmware that is compatible with the current configuration`,
  )
}

/**
 * The command that starts a guest.
 * @param domain prepared by prepareDomain
 * @throws LibvirtError for what this QEMU cannot do, or what was not prepared
 */
export function buildCommandLine(domain: Domain, given: CommandContext): CommandLine {
  const context = withCustomFlags(domain, given)
  checkFirmware(domain)
  if (domain.emulator === undefined) throw new LibvirtError('INTERNAL_ERROR', 'domain has no emulator')
  const args = commandOptions(domain, context).flatMap(option => formatOption(option, context.capabilities))
  return { program: domain.emulator, args, environment: environment(domain, context) }
}
