// Network images that nbdkit fetches, so that QEMU itself need not speak their protocol nor know their secrets.
import type { NetworkProtocol, StorageSource } from '../../../model/domain/devices/storageSource.js'
import type { Protocol } from './blockProtocol.js'
import type { CommandContext, NbdkitPlugin } from './CommandContext.js'
import { storageNode } from './storageNodes.js'

const plugins: Partial<Record<NetworkProtocol, NbdkitPlugin>> = {
  http: 'curl',
  https: 'curl',
  ftp: 'curl',
  ftps: 'curl',
  tftp: 'curl',
  ssh: 'ssh',
}

/** Whether nbdkit serves the image. */
export function isServedByNbdkit(source: StorageSource, { nbdkit }: CommandContext): boolean {
  const plugin = source.type === 'network' ? plugins[source.protocol] : undefined
  return plugin !== undefined && nbdkit?.has(plugin) === true
}

/** Where it serves the image. */
export function nbdkitSocket(source: StorageSource, { privateDirectory }: CommandContext): string {
  return `${privateDirectory}/nbdkit-${storageNode(source)}.socket`
}

/** How QEMU reaches the image there. */
export function nbdkitProperties(source: StorageSource, context: CommandContext): Protocol {
  return { driver: 'nbd', server: { type: 'unix', path: nbdkitSocket(source, context) } }
}
