import type { Driver } from '../../api/Driver.js'
import type { EventClass } from '../../api/events.js'

/**
 * A driver in another daemon. That daemon finds objects, checks permissions and filters, with the identity of our caller;
 * whatever is checked here again would be checked without knowing the object.
 */
export interface RemoteDriver extends Driver {
  readonly remote: true
  /**
   * Has the other daemon tell one kind of event, until the function that comes back is called.
   * @throws LibvirtError as the other daemon says
   */
  watch(eventClass: EventClass, eventId: number): Promise<() => void>
}

export const isRemote = (driver: Driver): driver is RemoteDriver => 'remote' in driver && driver.remote === true
