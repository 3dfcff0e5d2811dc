// The administrator's scripts: NAME in the hooks folder, then the files in NAME.d in order, each called as
// `SCRIPT object operation suboperation extra` with a document on standard input.
import { constants } from 'node:os'
import { join } from 'node:path'
import { LibvirtError } from '../api/LibvirtError.js'
import { log } from '../log/log.js'
import type { Host } from '../host/Host.js'
import { describeExit } from '../host/Processes.js'

/** What a script is told. */
export interface HookCall {
  /** Which scripts: `daemon`, `qemu`, `network`, … */
  readonly name: string
  /** Name of the guest or network; `-` for the daemon. */
  readonly object: string
  readonly operation: string
  readonly suboperation: string
  readonly extra?: string
}

/**
 * Runs the scripts there are, one after the other.
 * @param folder where they lie: `/etc/libvirt/hooks`
 * @param document made only when there is a script to read it
 * @returns what the last script printed, which some operations take for a changed document; undefined without scripts
 * @throws LibvirtError HOOK_SCRIPT_FAILED when one ends with a failure; the operation must not go on then
 */
export async function runHookScripts(
  { files, processes }: Pick<Host, 'files' | 'processes'>,
  folder: string,
  { name, object, operation, suboperation, extra = '-' }: HookCall,
  document: () => string = () => '',
): Promise<string | undefined> {
  const single = join(folder, name)
  const scripts = (await files.exists(single)) ? [single] : []
  for (const entry of await files.list(`${single}.d`)) scripts.push(join(`${single}.d`, entry))
  if (scripts.length === 0) return undefined
  const input = document()
  let output: string | undefined
  for (const script of scripts) {
    try {
      const outcome = await processes.run(script, [object, operation, suboperation, extra], input)
      if (outcome.code !== 0) {
        const complaint = outcome.errors.trim()
        const call = `${script} ${object} ${operation}`
        const how = `${describeExit(outcome)}${complaint && `: ${complaint}`}`
        throw new LibvirtError('HOOK_SCRIPT_FAILED', `Hook script execution failed: ${call}: ${how}`, {
          domain: 'HOOK',
        })
      }
      output = outcome.output
    } catch (error) {
      // libvirt passes over files without the permission to run as well.
      if (!(error instanceof LibvirtError) || error.errno !== constants.errno.EACCES) throw error
      log.warning({ file: script }, `Hook script ${script} is not executable and is left out`)
    }
  }
  return output
}
