import type { Controller } from '../devices/controller.js'
import type { PostParseStep } from './PostParseStep.js'

/** Numbers the controllers that have no index, within their type. */
export const assignControllerIndexes: PostParseStep = ({ devices }) => {
  for (const controller of devices.controller) {
    if (controller.type === 'usb' && controller.model) {
      controller.info.masterStartPort ??= companionPorts[controller.model]
    }
    controller.index ??= masterIndex(controller, devices.controller) ?? freeIndex(controller, devices.controller)
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

/** The smallest index that no controller of the type has; PCI roots are always 0. */
export function freeIndex(controller: Controller, all: readonly Controller[]): number {
  if (isRoot(controller)) return 0
  const taken = new Set(all.filter(({ type }) => type === controller.type).map(({ index }) => index))
  let index = 0
  while (taken.has(index)) index++
  return index
}
