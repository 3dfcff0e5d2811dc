// A daemon as its admin socket sees it.
import { join } from 'node:path'
import { configureLogging, type LogChoice } from '../log/configureLogging.js'
import { parseLogFilters } from '../log/logFilters.js'
import { type Logging, logging } from '../log/Logging.js'
import { openLogOutputs, parseLogOutputs } from '../log/logOutputs.js'
import type { AdministeredDaemon, AdministeredServer } from '../rpc/admin/AdministeredDaemon.js'
import type { DaemonContext } from './DaemonContext.js'
import { isTerminal, leadsNowhere } from './isTerminal.js'

export function administeredDaemon(
  context: Pick<DaemonContext, 'name' | 'directories' | 'idleTimeout' | 'stop'>,
  servers: readonly AdministeredServer[],
): AdministeredDaemon {
  return {
    servers,
    log: {
      get outputs() {
        return { text: logging.outputsText, count: logging.outputs.length }
      },
      get filters() {
        return { text: logging.filtersText, count: logging.filters.length }
      },
      setOutputs(text) {
        const outputs = openLogOutputs(parseLogOutputs(text), context.name)
        logging.outputs = outputs.length > 0 ? outputs : defaultOutputs(context)
      },
      setFilters(text) {
        logging.filters = parseLogFilters(text)
      },
    },
    setTimeout(seconds) {
      context.idleTimeout = seconds
    },
    shutdown: preserve => context.stop('the administrator asked for it', { preserve }),
  }
}

/** What a daemon of this name logs to when nobody says anything. */
function defaultOutputs({ name, directories }: Pick<DaemonContext, 'name' | 'directories'>): Logging['outputs'] {
  const chosen: Pick<Logging, 'level' | 'filters' | 'outputs'> = { level: 'warning', filters: [], outputs: [] }
  const choice: LogChoice = {
    program: name,
    verbose: false,
    env: {},
    config: { level: 0, filters: undefined, outputs: undefined },
    terminal: isTerminal(0),
    daemonised: leadsNowhere(2),
    logFile: join(directories.log, `${name}.log`),
  }
  configureLogging(chosen, choice)
  return chosen.outputs
}
