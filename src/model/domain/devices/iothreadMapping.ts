// Owns `<driver><iothreads>`: which threads serve which queues of a virtio disk or SCSI controller.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import { needAttribute } from './attributeTable.js'
import { positive, uint } from './attributeTypes.js'

export interface IothreadMapping {
  /** Number of the thread, from 1. */
  id: number
  /** Queues it serves; none lets QEMU distribute them. */
  queues: number[]
}

/** Reads the mapping below `<driver>`. @throws LibvirtError XML_ERROR */
export function parseIothreadMapping(driver: XmlElement | undefined): IothreadMapping[] | undefined {
  const element = driver?.child('iothreads')
  if (element === undefined) return undefined
  const mapping = element.elements('iothread').map(thread => ({
    id: needAttribute(thread, 'id', positive),
    queues: thread.elements('queue').map(queue => needAttribute(queue, 'id', uint)),
  }))
  if (mapping.length === 0) throw new LibvirtError('XML_ERROR', "missing 'iothread' elements in 'iothreads'")
  return mapping
}

export function formatIothreadMapping(writer: XmlWriter, mapping: readonly IothreadMapping[] | undefined): void {
  if (mapping === undefined || mapping.length === 0) return
  writer.element('iothreads', {}, () => {
    for (const { id, queues } of mapping) {
      writer.element('iothread', { id }, () => queues.forEach(queue => writer.element('queue', { id: queue })))
    }
  })
}
