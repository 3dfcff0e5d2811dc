// The administrator's script for guests: /etc/libvirt/hooks/qemu and the files in qemu.d, called as
// `qemu NAME OPERATION SUBOPERATION -` with the guest's document on standard input.
import { join } from 'node:path'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { describeExit } from '../../../host/Processes.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { formatDomain } from '../../../model/domain/formatDomain.js'
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
  const single = join(directories.hooks, 'qemu')
  const folder = `${single}.d`
  const scripts = (await host.files.exists(single)) ? [single] : []
  for (const name of await host.files.list(folder)) scripts.push(join(folder, name))
  if (scripts.length === 0) return
  const xml = formatDomain(definition, { secure: true })
  for (const script of scripts) {
    const outcome = await host.processes.run(script, [definition.name, operation, suboperation, '-'], xml)
    if (outcome.code === 0) continue
    const complaint = outcome.errors.trim()
    throw new LibvirtError(
      'HOOK_SCRIPT_FAILED',
      `Hook script execution failed: ${script} ${definition.name} ${operation}: ${describeExit(outcome)}${complaint && `: ${complaint}`}`,
      { domain: 'HOOK' },
    )
  }
}
