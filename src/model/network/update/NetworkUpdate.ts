// Owns what a change of one part of a network is, and the refusals all parts share.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { refuseAt } from '../../xml/read.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { Network } from '../Network.js'

/** virNetworkUpdateCommand. */
export type UpdateCommand = 'modify' | 'delete' | 'add-last' | 'add-first'

/** One change: what to do with the entry an element describes. */
export interface NetworkUpdate {
  readonly network: Network
  readonly command: UpdateCommand
  /** Which of the network's addresses, counted from 0; -1 leaves the choice open. */
  readonly parentIndex: number
  readonly element: XmlElement
}

export function isAdd(command: UpdateCommand): boolean {
  return command === 'add-first' || command === 'add-last'
}

/** @throws LibvirtError XML_ERROR when the element is not of the section's kind */
export function expectElement({ element, network }: NetworkUpdate, name: string): void {
  if (element.name === name) return
  const what = `unexpected element <${element.name}>, expecting <${name}>`
  throw refuseAt(element, `${what}, while updating network '${network.name}'`)
}

export function invalidUpdate(detail: string): LibvirtError {
  return new LibvirtError('OPERATION_INVALID', detail)
}

/** What libvirt says of entries that can only be added and deleted. */
export function refuseModify(command: UpdateCommand, what: string): void {
  if (command === 'modify') {
    throw new LibvirtError('OPERATION_UNSUPPORTED', `${what} cannot be modified, only added or deleted`)
  }
}

/** The list after the change; `index` is the entry to modify or delete. */
export function changeList<T>(list: readonly T[], command: UpdateCommand, entry: T, index: number): T[] {
  switch (command) {
    case 'add-first':
      return [entry, ...list]
    case 'add-last':
      return [...list, entry]
    case 'modify':
      return list.map((old, at) => (at === index ? entry : old))
    case 'delete':
      return list.filter((_, at) => at !== index)
  }
}
