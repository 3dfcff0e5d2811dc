import { LibvirtError } from '../../../api/LibvirtError.js'
import { isCounter } from '../../../host/Counters.js'
import type { PerfEvents } from '../../../model/domain/perf.js'
import type { Guest } from '../domain/Guest.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'

/**
 * Has the kernel count what is wanted of a guest, and no more what is not.
 * @throws LibvirtError OPERATION_UNSUPPORTED for counters of resctrl, SYSTEM_ERROR for what this host cannot count
 */
export async function countEvents(
  { threads }: Pick<QemuDriverContext, 'threads'>,
  { counters, process }: Pick<Guest, 'counters' | 'process'>,
  wanted: PerfEvents,
): Promise<void> {
  for (const [name, on] of wanted) {
    if (isCounter(name)) {
      if (on) counters.start(name, await threads.list(process.pid))
      else counters.stop(name)
    } else if (on) {
      throw new LibvirtError(
        'OPERATION_UNSUPPORTED',
        `perf event '${name}' is not supported by the kernel of this host`,
      )
    }
  }
}
