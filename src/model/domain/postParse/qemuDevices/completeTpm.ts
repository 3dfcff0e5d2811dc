import type { Tpm } from '../../devices/tpm.js'
import type { CompleteQemuDevice } from '../completeQemuDevices.js'

/** TIS is the interface every guest knows; CRB exists for TPM 2.0 only. */
export const completeTpm: CompleteQemuDevice<Tpm> = tpm => {
  tpm.model ??= 'tpm-tis'
  if (tpm.backend.type === 'emulator') tpm.backend.version ??= tpm.model === 'tpm-tis' ? '1.2' : '2.0'
}
