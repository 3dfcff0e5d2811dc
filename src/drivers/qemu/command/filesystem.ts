// Folders of the host's in the guest.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { Filesystem } from '../../../model/domain/devices/filesystem.js'
import { addressProperties } from './addressProperties.js'
import { aliasOf } from './characterDevices.js'
import { chardevSocket } from './chardev.js'
import type { CommandContext } from './CommandContext.js'
import { argument, type CommandOption, device, type DeviceProperties } from './CommandOption.js'
import { keyValue } from './keyValue.js'
import { virtioDriver, virtioProperties } from './virtioDevice.js'

const octal = (mode: number | undefined) => mode?.toString(8).padStart(4, '0')

function fsdev(filesystem: Filesystem): CommandOption {
  const { accessmode = 'passthrough', multidevs, fmode, dmode, driver, source, readonly } = filesystem
  const models = { passthrough: 'passthrough', mapped: 'mapped', squash: 'none' }
  const text = keyValue({
    security_model: models[accessmode],
    multidevs: multidevs === 'default' ? undefined : multidevs,
    fmode: octal(fmode),
    dmode: octal(dmode),
    writeout: driver?.wrpolicy === 'immediate' ? 'immediate' : undefined,
    id: `fsdev-${aliasOf(filesystem.info)}`,
    path: source.dir ?? source.file,
  })
  return argument('-fsdev', `local,${text}${readonly ? ',readonly' : ''}`)
}

function plan9(filesystem: Filesystem, domain: Domain): CommandOption[] {
  const { info, model, driver, target } = filesystem
  const id = aliasOf(info)
  const properties: DeviceProperties = {
    driver: virtioDriver('virtio-9p', info, model),
    ...virtioProperties(driver),
    id,
    fsdev: `fsdev-${id}`,
    mount_tag: target,
    ...addressProperties(domain, info),
  }
  return [fsdev(filesystem), device(properties)]
}

/** Where virtiofsd serves a guest's folder. */
export function virtiofsSocket(filesystem: Filesystem, context: CommandContext): string {
  return filesystem.source.socket ?? `${context.privateDirectory}/${aliasOf(filesystem.info)}-fs.sock`
}

function virtiofs(filesystem: Filesystem, domain: Domain, context: CommandContext): CommandOption[] {
  const { info, driver, target } = filesystem
  const id = aliasOf(info)
  const chardev = `chr-vu-${id}`
  const properties: DeviceProperties = {
    driver: virtioDriver('vhost-user-fs', info),
    ...virtioProperties(driver),
    id,
    chardev,
    'queue-size': driver?.queue,
    tag: target,
    bootindex: info.bootIndex,
    ...addressProperties(domain, info),
  }
  return [chardevSocket(chardev, { path: virtiofsSocket(filesystem, context) }, context), device(properties)]
}

function mtp(filesystem: Filesystem, domain: Domain): CommandOption[] {
  const { info, source, target, readonly } = filesystem
  const properties: DeviceProperties = {
    driver: 'usb-mtp',
    id: aliasOf(info),
    rootdir: source.dir,
    desc: target,
    readonly: readonly ?? false,
    ...addressProperties(domain, info),
  }
  return [device(properties)]
}

/** Everything for a filesystem. @throws LibvirtError CONFIG_UNSUPPORTED for kinds QEMU has not got */
export function filesystemOptions(filesystem: Filesystem, domain: Domain, context: CommandContext): CommandOption[] {
  switch (filesystem.driver?.type) {
    case 'virtiofs':
      return virtiofs(filesystem, domain, context)
    case 'mtp':
      return mtp(filesystem, domain)
    case undefined:
    case 'default':
    case 'path':
      return plan9(filesystem, domain)
    default:
      throw new LibvirtError('CONFIG_UNSUPPORTED', 'Filesystem driver type not supported')
  }
}
