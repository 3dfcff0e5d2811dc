// Where the state of an emulated TPM is kept: the guest's keys, which outlive its runs.
import { join } from 'node:path'
import type { Directories } from '../../../config/directories.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { TpmEmulator } from '../../../model/domain/devices/tpm.js'

/** Folder with the state of a domain's TPMs, as libvirt has it. */
export function tpmFolder({ swtpmData }: Pick<Directories, 'swtpmData'>, uuid: string): string {
  return join(swtpmData, uuid)
}

export interface TpmStore {
  readonly type: 'dir' | 'file'
  readonly path: string
}

export function tpmStore(
  directories: Pick<Directories, 'swtpmData'>,
  { uuid }: Pick<Domain, 'uuid'>,
  { version, source }: TpmEmulator,
): TpmStore {
  if (source) return source
  return { type: 'dir', path: join(tpmFolder(directories, uuid), version === '1.2' ? 'tpm1.2' : 'tpm2') }
}

/** Where a TPM is as long as it is being made. */
export function unfinishedTpm({ path }: TpmStore): string {
  return `${path}.new`
}

/** Whether the state goes when the definition does. */
export function losesTpmState({ devices }: Pick<Domain, 'devices'>): boolean {
  return devices.tpm.some(({ backend }) => backend.type === 'emulator' && backend.persistentState !== true)
}
