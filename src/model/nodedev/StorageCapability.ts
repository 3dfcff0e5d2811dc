// Owns <capability type='storage'>: a block device.
import { childText, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import type { NodeDeviceContext } from './NodeDevice.js'
import { suppliedNumber } from './supplied.js'

export interface StorageCapability {
  readonly type: 'storage'
  readonly block: string
  readonly bus?: string | undefined
  readonly driveType?: string | undefined
  readonly model?: string | undefined
  readonly vendor?: string | undefined
  readonly serial?: string | undefined
  /** The medium can be taken out. */
  readonly removable?: { readonly mediaAvailable: boolean; readonly mediaLabel?: string | undefined } | undefined
  /** Bytes, of the medium when that can be taken out. */
  readonly size: bigint
  /** Which only the host knows; 0 is unknown. */
  readonly logicalBlockSize: bigint
  readonly numberOfBlocks: bigint
  readonly hotpluggable: boolean
}

/** @throws LibvirtError INTERNAL_ERROR */
export function parseStorageCapability(element: XmlElement, { device }: NodeDeviceContext): StorageCapability {
  const block = childText(element, 'block')
  if (block === undefined) throw refuseAt(element, `no block device path supplied for '${device}'`, 'INTERNAL_ERROR')
  const size = (from: XmlElement, name: string, what: string) =>
    suppliedNumber(from, childText(from, name), what, device, { max: 2n ** 64n - 1n })
  let hotpluggable = false
  let medium: Pick<StorageCapability, 'removable' | 'size'> | undefined
  for (const child of element.elements('capability')) {
    const type = child.attribute('type')
    if (type === undefined) {
      throw refuseAt(child, `missing storage capability type for '${device}'`, 'INTERNAL_ERROR')
    }
    if (type === 'hotpluggable') hotpluggable = true
    else if (type === 'removable') {
      const mediaAvailable = child.elements('media_available').some(available => available.text === '1')
      medium = {
        removable: { mediaAvailable, mediaLabel: childText(child, 'media_label') },
        size: size(child, 'media_size', 'removable media size'),
      }
    } else throw refuseAt(child, `unknown storage capability type '${type}' for '${device}'`, 'INTERNAL_ERROR')
  }
  return {
    type: 'storage',
    block,
    bus: childText(element, 'bus'),
    driveType: childText(element, 'drive_type'),
    model: childText(element, 'model'),
    vendor: childText(element, 'vendor'),
    serial: childText(element, 'serial'),
    ...(medium ?? { size: size(element, 'size', 'size') }),
    logicalBlockSize: 0n,
    numberOfBlocks: 0n,
    hotpluggable,
  }
}

export function formatStorageCapability(writer: XmlWriter, storage: StorageCapability): void {
  writer.text('block', storage.block).text('bus', storage.bus).text('drive_type', storage.driveType)
  writer.text('model', storage.model).text('vendor', storage.vendor).text('serial', storage.serial)
  const blocks = () => {
    writer.text('logical_block_size', storage.logicalBlockSize || undefined)
    writer.text('num_blocks', storage.numberOfBlocks || undefined)
  }
  const { removable } = storage
  if (removable) {
    writer.element('capability', { type: 'removable' }, () => {
      writer.text('media_available', removable.mediaAvailable ? 1 : 0).text('media_size', storage.size)
      writer.text('media_label', removable.mediaLabel)
      blocks()
    })
  } else {
    writer.text('size', storage.size)
    blocks()
  }
  if (storage.hotpluggable) writer.element('capability', { type: 'hotpluggable' })
}
