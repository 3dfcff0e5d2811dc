import { followFile } from '../../../host/followFile.js'
import { log } from '../../../log/log.js'
import type { Guest } from '../domain/Guest.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { messageOf } from '../../messageOf.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { qemuWords } from './qemuWords.js'

/**
 * Puts what QEMU complains of into the journal under the guest's name, for as long as it runs.
 * @param path of the guest's log, which QEMU writes itself
 */
export function hearQemu({ stopping }: QemuDriverContext, domain: QemuDomain, guest: Guest, path: string): void {
  const heard = (line: string) => {
    for (const words of qemuWords(line))
      log.warning({ domain: domain.reference }, `QEMU of guest '${domain.name}': ${words}`)
  }
  followFile(path, heard)
    .then(async end => {
      await endOf(guest, stopping)
      await end()
    })
    .catch(error => log.debug({ error }, `The log ${path} is not followed: ${messageOf(error)}`))
}

/** Resolves when the guest has ended, or the driver lets go of it. */
function endOf({ process }: Guest, stopping: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      stopping.removeEventListener('abort', done)
      resolve()
    }
    stopping.addEventListener('abort', done)
    void process.ended.then(done)
  })
}
