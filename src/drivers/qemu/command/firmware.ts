// Firmware images: flash, ROM, and what is loaded without firmware's help.
import type { Domain } from '../../../model/domain/Domain.js'
import type { StorageSource } from '../../../model/domain/devices/storageSource.js'
import { blockdevOptions, type ImageUse, imageNode } from './blockdev.js'
import type { CommandContext } from './CommandContext.js'
import { argument, type CommandOption, type Properties } from './CommandOption.js'

/** Node of the flash with the variables, which the names of its layers begin with. */
export const variablesNode = 'libvirt-pflash1'

interface Flash {
  source: StorageSource
  use: ImageUse
}

/** The images of the flash chips: code, and variables if they are kept apart. */
function flashes({ os }: Domain): Flash[] {
  const { loader } = os
  if (loader?.type !== 'pflash' || loader.path === undefined) return []
  const code: StorageSource = {
    type: 'file',
    path: loader.path,
    format: loader.format ?? 'raw',
    node: 'libvirt-pflash0',
    // Firmware stands on its own: what the image names behind itself is not to be opened.
    backing: null,
  }
  const list: Flash[] = [{ source: code, use: { readonly: loader.readonly ?? false, driver: {}, forceFormat: true } }]
  const variables = loader.nvram?.source
  if (variables) {
    const source = { ...variables, format: variables.format ?? 'raw', node: variablesNode, backing: null }
    list.push({ source, use: { readonly: false, driver: {} } })
  }
  return list
}

/** Block nodes of the flash chips. */
export function flashOptions(domain: Domain, context: CommandContext): CommandOption[] {
  return flashes(domain).flatMap(({ source, use }) => blockdevOptions(source, use, context))
}

/** The machine's flash chips by name. */
export function pflashNodes(domain: Domain, context: CommandContext): Properties {
  return Object.fromEntries(
    flashes(domain).map(({ source, use }, index) => [`pflash${index}`, imageNode(source, use, context)]),
  )
}

/** Protection of the flash, and firmware in ROM. */
export function loaderOptions({ os }: Domain): CommandOption[] {
  const { loader } = os
  if (loader?.path === undefined) return []
  if (loader.type === 'rom' || loader.type === undefined) return [argument('-bios', loader.path)]
  return loader.secure ? [argument('-global', 'driver=cfi.pflash01,property=secure,value=on')] : []
}

/** Kernel and what goes with it. */
export function kernelOptions({ os }: Domain): CommandOption[] {
  const given: [string, string | undefined][] = [
    ['-kernel', os.kernel],
    ['-initrd', os.initrd],
    ['-append', os.cmdline],
    ['-shim', os.shim],
    ['-dtb', os.dtb],
  ]
  return given.flatMap(([name, value]) => (value === undefined ? [] : [argument(name, value)]))
}

const acpiTableKinds: Record<string, string> = {
  slic: 'sig=SLIC,file=',
  msdm: 'sig=MSDM,file=',
  raw: 'file=',
  rawset: 'file=',
}

/** Tables handed to the guest. */
export function acpiTableOptions({ os }: Domain): CommandOption[] {
  return os.acpiTables.map(({ type, path }) =>
    argument('-acpitable', `${acpiTableKinds[type]}${path.replaceAll(',', ',,')}`),
  )
}

/** Boot menu, timeouts, and the refusal to boot from what has no place in the order. */
export function bootOption({ os }: Domain): CommandOption {
  const { bootMenu, bios } = os
  const parts = [
    ...(bootMenu.enabled === undefined ? [] : [`menu=${bootMenu.enabled ? 'on' : 'off'}`]),
    ...(bios.rebootTimeout === undefined ? [] : [`reboot-timeout=${bios.rebootTimeout}`]),
    ...(bootMenu.enabled && bootMenu.timeout ? [`splash-time=${bootMenu.timeout}`] : []),
    'strict=on',
  ]
  return argument('-boot', parts.join(','))
}
