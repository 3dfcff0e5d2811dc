// Makes the commands for mdevctl, which makes mediated devices and remembers their definitions.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { MdevCapability } from '../../model/nodedev/MdevCapability.js'

/** A command and the JSON it reads. */
export interface MdevctlCommand {
  readonly argv: readonly string[]
  readonly stdin?: string
}

/** What has to be known of a mediated device: the address of its parent comes from the parent. */
export interface MdevctlDevice {
  readonly mdev: MdevCapability
  /** Undefined when the parent is not on the host. */
  readonly parentAddress: string | undefined
  /** Name of the parent, for refusals. */
  readonly parent: string | undefined
}

/**
 * Makes a device that is gone when it is stopped, or remembers one.
 * @throws LibvirtError INTERNAL_ERROR when the parent is not there
 */
export function mdevctlMake(verb: 'create' | 'define', device: MdevctlDevice): MdevctlCommand {
  return withConfiguration(verb === 'create' ? 'start' : 'define', device)
}

/** Starts, stops or forgets a device that is remembered. */
export function mdevctlVerb(verb: 'start' | 'stop' | 'undefine', { uuid }: MdevCapability): MdevctlCommand {
  return { argv: ['mdevctl', verb, ...uuidArgument(uuid)] }
}

/**
 * Changes what is remembered of a device, the running device, or both.
 * @throws LibvirtError INTERNAL_ERROR when the parent is not there
 */
export function mdevctlModify(device: MdevctlDevice, which: { defined: boolean; live: boolean }): MdevctlCommand {
  const { argv, ...rest } = withConfiguration('modify', device)
  const scope = [...(which.defined ? ['--defined'] : []), ...(which.live ? ['--live'] : [])]
  return { argv: [...argv, ...scope], ...rest }
}

/** Whether a device is made when the host starts. */
export function mdevctlAutostart({ uuid = '' }: MdevCapability, autostart: boolean): MdevctlCommand {
  return { argv: ['mdevctl', 'modify', '--uuid', uuid, autostart ? '--auto' : '--manual'] }
}

/** Lists the devices that run, or those that are remembered. */
export function mdevctlList(defined: boolean): MdevctlCommand {
  return { argv: ['mdevctl', 'list', '--dumpjson', ...(defined ? ['--defined'] : [])] }
}

function withConfiguration(verb: string, { mdev, parentAddress, parent }: MdevctlDevice): MdevctlCommand {
  if (parentAddress === undefined) {
    throw new LibvirtError('INTERNAL_ERROR', `unable to find parent device '${parent ?? ''}'`)
  }
  const argv = ['mdevctl', verb, `--parent=${parentAddress}`, '--jsonfile=/dev/stdin', ...uuidArgument(mdev.uuid)]
  return { argv, stdin: mdevctlConfiguration(mdev) }
}

function uuidArgument(uuid: string | undefined): string[] {
  return uuid === undefined ? [] : [`--uuid=${uuid}`]
}

/** The JSON mdevctl keeps of a device. */
function mdevctlConfiguration({ mdevType, autostart, attributes }: MdevCapability): string {
  const attrs = attributes.map(({ name, value }) => ({ [name]: value }))
  return JSON.stringify({
    mdev_type: mdevType,
    start: autostart ? 'auto' : 'manual',
    ...(attrs.length > 0 ? { attrs } : {}),
  })
}
