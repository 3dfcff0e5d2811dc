import { join } from 'node:path'
import { domainDestroyFlagsValues } from '../../../api/enums/domain.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { killGuest } from '../guest/killGuest.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'

/** Pulling the plug. Waits for no job: whatever holds one may be what hangs. */
export const destroyVerbs = (context: QemuDriverContext): QemuVerbs => ({
  domainDestroy: ({ dom }) => destroy(context, dom, 0),
  domainDestroyFlags: ({ dom, flags }) => destroy(context, dom, flags),
})

async function destroy(context: QemuDriverContext, domain: QemuDomain, flags: number): Promise<void> {
  const { GRACEFUL, REMOVE_LOGS } = domainDestroyFlagsValues
  const { guest } = domain.active()
  await killGuest(context, guest, { ending: 'DESTROYED', graceful: (flags & GRACEFUL) !== 0 })
  if (flags & REMOVE_LOGS) await context.host.files.remove(join(context.directories.qemuLog, `${domain.name}.log`))
}
