// Host scheduling of a domain's threads (`vcpusched`, `iothreadsched`, `emulatorsched`).
import { LibvirtError } from '../../api/LibvirtError.js'
import { int, refuseAt, requiredEnum } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlAttributes } from '../xml/XmlWriter.js'
import { parseNumberSet } from './bitmap.js'

const policies = ['batch', 'idle', 'fifo', 'rr'] as const

export interface Scheduler {
  policy: (typeof policies)[number]
  /** Of the real-time policies only. */
  priority: number | undefined
}

/** Scheduler by number of the thread. */
export type Schedulers = Map<number, Scheduler>

export function parseScheduler(element: XmlElement): Scheduler {
  const policy = requiredEnum(element, 'scheduler', policies)
  const realTime = policy === 'fifo' || policy === 'rr'
  return { policy, priority: realTime ? int(element, 'priority', { required: true }) : undefined }
}

/**
 * Reads elements that name several threads each.
 * @param exists throws libvirt's refusal of a thread that the domain does not have
 */
export function parseSchedulers(
  elements: readonly XmlElement[],
  attribute: 'vcpus' | 'iothreads',
  exists: (element: XmlElement, id: number) => void,
): Schedulers {
  const schedulers: Schedulers = new Map()
  for (const element of elements) {
    const text = element.attribute(attribute)
    if (text === undefined) throw refuseAt(element, `Missing attribute '${attribute}' in element '${element.name}'`)
    const ids = parseNumberSet(text)
    if (ids.length === 0) throw refuseAt(element, `'${attribute}' scheduler bitmap '${text}' is empty`)
    const scheduler = parseScheduler(element)
    for (const id of ids) {
      exists(element, id)
      if (schedulers.has(id)) {
        throw new LibvirtError('XML_DETAIL', `'${element.name}' attributes '${attribute}' must not overlap`)
      }
      schedulers.set(id, { ...scheduler })
    }
  }
  return schedulers
}

export function schedulerAttributes({ policy, priority }: Scheduler): XmlAttributes {
  return { scheduler: policy, priority }
}
