import { LibvirtError } from '../../api/LibvirtError.js'
import type { Controller } from './devices/controller.js'

/** Far more than any machine has room for; each is compared with all others, and anybody may send a document. */
const mostControllers = 4096

/**
 * Puts a controller among those of its type, ordered by index, masters before their companions; a new type goes to the
 * end. The order decides about the guest's addresses, so it follows virDomainControllerInsert.
 * @throws LibvirtError CONFIG_UNSUPPORTED for too many
 */
export function insertController(controllers: Controller[], controller: Controller): void {
  if (controllers.length >= mostControllers) {
    throw new LibvirtError('CONFIG_UNSUPPORTED', `a domain cannot have more than ${mostControllers} controllers`)
  }
  controllers.splice(placeOf(controllers, controller), 0, controller)
}

function placeOf(controllers: readonly Controller[], controller: Controller): number {
  let place = -1
  for (let at = controllers.length - 1; at >= 0; at--) {
    const other = controllers[at]
    if (!other || other.type !== controller.type) continue
    if (controller.index === undefined) return at + 1
    const otherIndex = other.index ?? -1
    if (otherIndex > controller.index) place = at
    else if (isMaster(controller) && !isMaster(other) && otherIndex === controller.index) place = at
    else if (place === -1) place = at + 1
  }
  return place === -1 ? controllers.length : place
}

function isMaster(controller: Controller): boolean {
  return controller.info.masterStartPort === undefined
}
