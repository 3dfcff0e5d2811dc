// The story of each guest in the journal: one record for every step of its life, told by whatever driver it belongs to.
import type { Driver, EventNotice } from '../api/Driver.js'
import {
  domainEventDefinedDetailType,
  domainEventResumedDetailType,
  domainEventStartedDetailType,
  domainEventStoppedDetailType,
  domainEventSuspendedDetailType,
  domainEventType,
  domainEventUndefinedDetailType,
} from '../api/enums/domain.js'
import { MSG } from '../log/catalogue.js'
import { log } from '../log/log.js'
import type { Message } from '../log/Message.js'

interface Step {
  readonly message: Message
  readonly says: string
  /** What the detail of the event adds. */
  readonly details: Readonly<Record<string, number>>
}

const steps: ReadonlyMap<number, Step> = new Map([
  [domainEventType.DEFINED, { message: MSG.guestDefined, says: 'was defined', details: domainEventDefinedDetailType }],
  [
    domainEventType.UNDEFINED,
    { message: MSG.guestUndefined, says: 'was undefined', details: domainEventUndefinedDetailType },
  ],
  [domainEventType.STARTED, { message: MSG.guestStarted, says: 'was started', details: domainEventStartedDetailType }],
  [
    domainEventType.SUSPENDED,
    { message: MSG.guestPaused, says: 'was paused', details: domainEventSuspendedDetailType },
  ],
  [domainEventType.RESUMED, { message: MSG.guestResumed, says: 'goes on', details: domainEventResumedDetailType }],
  [domainEventType.STOPPED, { message: MSG.guestEnded, says: 'has ended', details: domainEventStoppedDetailType }],
])
const crashes: readonly number[] = [domainEventStoppedDetailType.CRASHED, domainEventStoppedDetailType.FAILED]

/** Records the life of a driver's guests until the returned function is called. */
export function recordGuests(driver: Driver): () => void {
  return driver.feed.subscribe(notice => {
    if (notice.name === 'domainLifecycleEvent') record(driver, notice)
  })
}

function record(driver: Driver, { body }: Extract<EventNotice, { name: 'domainLifecycleEvent' }>): void {
  const { dom, event, detail } = body
  const step = steps.get(event)
  if (!step) return
  const { name, uuid } = dom.reference
  const fields = { driver: driver.name, domain: { name, uuid } }
  const detailName = Object.entries(step.details).find(([, number]) => number === detail)?.[0]
  const how = detailName === undefined ? '' : ` (${detailName.toLowerCase().replaceAll('_', ' ')})`
  if (event === domainEventType.STOPPED && crashes.includes(detail)) {
    log.error(MSG.guestCrashed, fields, `Guest '${name}' has ended by itself${how}`)
    return
  }
  log.info(step.message, fields, `Guest '${name}' ${step.says}${how}`)
}
