import { domainCoreDumpFormat } from '../../../api/enums/domain.js'
import { dumpGuest } from '../guest/dumpGuest.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'

export const coreDumpVerbs = (context: QemuDriverContext): QemuVerbs => ({
  domainCoreDumpWithFormat: ({ dom, to, dumpformat, flags }, call) =>
    dom.jobs.run(
      'domainCoreDumpWithFormat',
      () => dumpGuest(context, dom, { path: to, format: dumpformat, flags }),
      call,
    ),
  domainCoreDump: ({ dom, to, flags }, call) =>
    dom.jobs.run(
      'domainCoreDump',
      () => dumpGuest(context, dom, { path: to, format: domainCoreDumpFormat.RAW, flags }),
      call,
    ),
})
