// Which counters of the kernel are kept for a guest.
import { isCounter } from '../../../host/Counters.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { PerfEvents } from '../../../model/domain/perf.js'
import { asked } from '../../domainSettings/impact.js'
import { perfParameters, withPerfParameters } from '../../domainSettings/perfEvents.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'
import { countEvents } from '../tuning/countEvents.js'
import { changeDefinitions } from './changeDefinitions.js'

export const perfVerbs = (context: QemuDriverContext): QemuVerbs => ({
  domainGetPerfEvents({ dom, flags }) {
    const definition = asked(dom.definitions, flags)
    if (definition !== dom.guest?.definition) return { params: perfParameters(definition) }
    return { params: perfParameters({ ...definition, perf: running(dom) }) }
  },
  async domainSetPerfEvents({ dom, params, flags }, call) {
    const change = (definition: Domain) => withPerfParameters(definition.perf, params)
    const config = (definition: Domain) => {
      definition.perf = change(definition)
    }
    const live = async (definition: Domain) => {
      const wanted = change(definition)
      await countEvents(context, dom.active().guest, wanted)
      definition.perf = wanted
    }
    await changeDefinitions(context, dom, { name: 'domainSetPerfEvents', flags, config, live }, call)
  },
})

/** Counters that run, which after a restart of the daemon may be fewer than were asked for. */
function running(dom: QemuDomain): PerfEvents {
  const { counters, definition } = dom.active().guest
  return new Map([...definition.perf].map(([name, on]) => [name, on && isCounter(name) && counters.has(name)]))
}
