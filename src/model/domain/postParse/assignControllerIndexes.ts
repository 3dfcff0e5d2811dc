import type { Controller } from '../devices/controller.js'
import type { PostParseStep } from './PostParseStep.js'

/** Numbers the controllers that have no index, within their type. */
export const assignControllerIndexes: PostParseStep = ({ devices }) => {
  const free = new Map<string, FreeIndexes>()
  const next = (controller: Controller): number => {
    const { type } = controller
    const indexes = free.get(type) ?? new FreeIndexes(type, devices.controller)
    free.set(type, indexes)
    return indexes.take(isRoot(controller) ? 0 : undefined)
  }
  for (const controller of devices.controller) {
    if (controller.type === 'usb' && controller.model) {
      controller.info.masterStartPort ??= companionPorts[controller.model]
    }
    controller.index ??= masterIndex(controller, devices.controller) ?? next(controller)
  }
}

/** Smallest indexes that no controller of a type has. A document may have tens of thousands of them. */
class FreeIndexes {
  readonly #taken: Set<number | undefined>
  #smallest = 0

  constructor(type: string, all: readonly Controller[]) {
    this.#taken = new Set(all.filter(other => other.type === type).map(({ index }) => index))
  }

  /** @param wanted taken in any case */
  take(wanted: number | undefined): number {
    while (this.#taken.has(this.#smallest)) this.#smallest++
    const index = wanted ?? this.#smallest
    this.#taken.add(index)
    return index
  }
}

/** First of the master's ports a companion serves. */
const companionPorts: Readonly<Record<string, number>> = { 'ich9-uhci1': 0, 'ich9-uhci2': 2, 'ich9-uhci3': 4 }

const isRoot = (controller: Controller): boolean =>
  controller.type === 'pci' && (controller.model === 'pci-root' || controller.model === 'pcie-root')

const companions: readonly (string | undefined)[] = ['ich9-uhci1', 'ich9-uhci2', 'ich9-uhci3']

/** A UHCI companion shares the index of the EHCI before it, unless that one has such a companion already. */
function masterIndex(controller: Controller, all: readonly Controller[]): number | undefined {
  if (controller.type !== 'usb') return undefined
  const family = [...companions, 'ich9-ehci1']
  if (!family.includes(controller.model)) return undefined
  const previous = all
    .slice(0, all.indexOf(controller))
    .findLast(other => other.type === 'usb' && family.includes(other.model))
  if (previous?.index === undefined) return undefined
  const taken = all.some(
    other =>
      other !== controller &&
      other.type === 'usb' &&
      other.index === previous.index &&
      other.model === controller.model,
  )
  return taken ? undefined : previous.index
}
