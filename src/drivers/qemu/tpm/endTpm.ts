// A TPM ends with its QEMU, unless that never found it. So that a daemon that comes back can end it, its pid is on record before it
// runs: where libvirt has it, too. While a TPM is being made, the program that makes it is on record.
import { constants } from 'node:os'
import { join } from 'node:path'
import { commandLineOf } from '../../../host/commandLines.js'
import type { RunningProcess } from '../../../host/RunningProcess.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { shortName } from '../shortName.js'
import { type TpmStore, tpmStore, unfinishedTpm } from './tpmStore.js'

type Context = Pick<QemuDriverContext, 'directories' | 'host' | 'timeouts'>

const { SIGTERM, SIGKILL } = constants.signals

/** Where the process id of a guest's TPM can be read. */
export function tpmPidFile({ directories }: Pick<Context, 'directories'>, { id = -1, name }: Domain): string {
  return join(directories.swtpmState, `${shortName(id, name)}-swtpm.pid`)
}

/** Notes who the TPM of a guest is. */
export async function recordTpm(context: Context, definition: Domain, pid: number): Promise<void> {
  const { directories, host } = context
  await host.files.makeFolder(directories.swtpmState, { mode: 0o711 })
  await host.files.create(tpmPidFile(context, definition), `${pid}\n`, { mode: 0o644 })
}

/** The TPM of a guest that was started, undefined when it has ended. */
export async function findTpm(context: Context, definition: Domain): Promise<RunningProcess | undefined> {
  const { files, processes } = context.host
  const text = await files.read(tpmPidFile(context, definition))
  const pid = Number(text)
  if (text === undefined || !Number.isInteger(pid) || pid <= 1) return undefined
  const words = await commandLineOf(pid)
  // The number may be somebody else's by now.
  const own = stores(context, definition).some(({ path }) => words.some(word => word.includes(path)))
  return own ? processes.find(pid) : undefined
}

function stores({ directories }: Pick<Context, 'directories'>, definition: Domain): TpmStore[] {
  return definition.devices.tpm.flatMap(({ backend }) =>
    backend.type === 'emulator' ? [tpmStore(directories, definition, backend)] : [],
  )
}

/** Ends the TPM of a guest whose QEMU is gone, and forgets it; one that was still being made is thrown away. */
export async function endTpm(context: Context, definition: Domain): Promise<void> {
  if (definition.devices.tpm.length === 0) return
  const tpm = await findTpm(context, definition)
  if (tpm) {
    signalGroup(tpm, SIGTERM)
    const late = setTimeout(() => signalGroup(tpm, SIGKILL), context.timeouts.terminate)
    await tpm.ended
    clearTimeout(late)
  }
  const { files } = context.host
  for (const store of stores(context, definition)) await files.removeFolder(unfinishedTpm(store))
  await files.remove(tpmPidFile(context, definition))
}

/** swtpm_setup runs a TPM of its own, which would stay. Every program of ours leads a group, whose number is not used again before. */
function signalGroup({ pid }: RunningProcess, signal: number): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // It has ended.
  }
}
