import type { Filesystem } from '../../devices/filesystem.js'
import type { Domain } from '../../Domain.js'
import { refuse } from '../refuse.js'
import type { Lacks } from './qemuDeviceValidators.js'
import { hasSharedMemory } from './validateQemuMemory.js'

/** How QEMU shares folders: 9p by itself, MTP, or virtiofs by a helper (qemuValidateDomainDeviceDefFS). */
export function validateQemuFilesystem(filesystem: Filesystem, domain: Domain, lacks: Lacks): void {
  const { type, driver, accessmode, fmode, dmode, binary, multidevs } = filesystem
  refuse(type !== 'mount', 'only supports mount filesystem type')
  refuse(
    multidevs !== undefined && multidevs !== 'default' && lacks('fsdev.multidevs'),
    'multidevs is not supported with this QEMU binary',
  )
  const modes = fmode !== undefined || dmode !== undefined
  refuse(modes && accessmode !== 'mapped', 'fmode and dmode must be used with accessmode=mapped')
  const virtiofs = driver?.type === 'virtiofs'
  refuse(binary?.sandbox !== undefined && !virtiofs, 'sandbox can only be used with driver=virtiofs')
  switch (driver?.type) {
    case 'virtiofs':
      validateVirtiofs(filesystem, domain, lacks)
      break
    case 'handle':
    case 'loop':
    case 'nbd':
    case 'ploop':
      refuse(true, 'Filesystem driver type not supported')
      break
    default:
  }
}

function validateVirtiofs(filesystem: Filesystem, domain: Domain, lacks: Lacks): void {
  const { accessmode, driver, model, fmode, dmode, info } = filesystem
  refuse(lacks('vhost-user-fs'), 'virtiofs is not supported with this QEMU binary')
  refuse(accessmode !== undefined && accessmode !== 'passthrough', 'virtiofs only supports passthrough accessmode')
  refuse(driver?.wrpolicy !== undefined && driver.wrpolicy !== 'default', 'virtiofs does not support wrpolicy')
  refuse(model !== undefined, 'virtiofs does not support model')
  refuse(driver?.format !== undefined, 'virtiofs does not support format')
  refuse(
    filesystem.multidevs !== undefined && filesystem.multidevs !== 'default',
    'virtiofs does not support multidevs',
  )
  refuse(fmode !== undefined || dmode !== undefined, 'virtiofs does not support fmode and dmode')
  refuse(
    info.bootIndex !== undefined && lacks('vhost-user-fs.bootindex'),
    'setting virtiofs boot order is not supported with this QEMU binary',
  )
  refuse(!hasSharedMemory(domain), "'virtiofs' requires shared memory")
}
