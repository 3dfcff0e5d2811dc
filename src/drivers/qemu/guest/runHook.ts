// The administrator's script for guests: /etc/libvirt/hooks/qemu and the files in qemu.d, called as
// `qemu NAME OPERATION SUBOPERATION -` with the guest's document on standard input.
import type { Domain } from '../../../model/domain/Domain.js'
import { formatDomain } from '../../../model/domain/formatDomain.js'
import { runHookScripts } from '../../runHookScripts.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'

export type HookOperation = 'prepare' | 'start' | 'started' | 'stopped' | 'release' | 'reconnect'

/**
 * Runs the scripts there are, one after the other.
 * @throws LibvirtError HOOK_SCRIPT_FAILED when one ends with a failure; then the operation must not go on
 */
export async function runHook(
  { host, directories }: QemuDriverContext,
  definition: Domain,
  operation: HookOperation,
  suboperation: 'begin' | 'end',
): Promise<void> {
  const call = { name: 'qemu', object: definition.name, operation, suboperation }
  await runHookScripts(host, directories.hooks, call, () => formatDomain(definition, { secure: true }))
}
