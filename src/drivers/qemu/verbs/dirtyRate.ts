// How fast a guest writes to its memory.
import { domainDirtyRateCalcFlags } from '../../../api/enums/domain.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { QemuVerbs } from '../QemuVerbs.js'

const { DIRTY_BITMAP, DIRTY_RING } = domainDirtyRateCalcFlags

/** Seconds that QEMU takes. */
const shortest = 1
const longest = 60

export const dirtyRateVerbs = (): QemuVerbs => ({
  domainStartDirtyRateCalc: ({ dom, seconds, flags }, call) =>
    dom.jobs.run(
      'domainStartDirtyRateCalc',
      async () => {
        if (seconds < shortest || seconds > longest) {
          const text = `seconds=${seconds} is invalid, please choose value within [${shortest}, ${longest}].`
          throw new LibvirtError('INVALID_ARG', text)
        }
        dom.active()
        const mode = flags & DIRTY_BITMAP ? 'dirty-bitmap' : flags & DIRTY_RING ? 'dirty-ring' : 'page-sampling'
        await dom.monitor().execute('calc-dirty-rate', { 'calc-time': seconds, mode })
      },
      call,
    ),
})
