// What people are told: progress on the console, and one record of the journal for each guest.
import { MSG } from '../log/catalogue.js'
import { log } from '../log/log.js'
import type { StartProgress } from './startGuests.js'
import type { StopProgress, StopReport } from './stopGuests.js'

const actions: Readonly<Record<string, string>> = {
  suspend: 'is being saved',
  shutdown: 'is shutting down',
  destroy: 'is being stopped',
}

export class Reporter {
  /** @param write takes a line for the console */
  constructor(private readonly write: (line: string) => void) {}

  say(text: string): void {
    this.write(text)
  }

  /** Something that a person has to look after. */
  complain(text: string): void {
    this.write(text)
    log.error({}, text)
  }

  readonly stopping: StopProgress = {
    begun: ({ name }, action) => this.write(`${name} ${actions[action] ?? action}`),
    done: report => {
      const { guest, result, waited, reason } = report
      const why = reason === undefined ? '' : `, because ${reason}`
      const text = `${guest.name}: ${result}${result === 'left running' ? '' : ` after ${(waited / 1000).toFixed(1)} s`}${why}`
      this.write(text)
      record(report, text)
    },
  }

  readonly starting: StartProgress = {
    begun: ({ name }) => this.write(`${name} is starting`),
    done: ({ guest, result, reason }) => {
      const text = `${guest.name}: ${result}${reason === undefined ? '' : `, because ${reason}`}`
      this.write(text)
      const fields = { domain: guest, result, priority: guest.plan.priority }
      if (result === 'not started') log.error(MSG.guestNotStartedWithHost, fields, text)
      else if (result === 'started') log.info(MSG.guestStartedWithHost, fields, text)
    },
  }
}

function record({ guest, result, waited }: StopReport, text: string): void {
  const fields = { domain: guest, result, waited, priority: guest.plan.priority }
  if (result === 'killed') log.warning(MSG.guestKilledWithHost, fields, text)
  else if (result === 'not stopped') log.error(fields, text)
  else if (result === 'left running') log.info(fields, text)
  else log.info(MSG.guestStoppedWithHost, fields, text)
}
