// Owns `<input>`: keyboards, pointers and host event devices handed to the guest.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { attributeTable, refusing, required, type TableValue } from './attributeTable.js'
import { oneOf, onOff, string } from './attributeTypes.js'
import { type DeviceInfo, formatDeviceInfo, parseDeviceInfo } from './deviceInfo.js'
import { formatVirtioOptions, parseVirtioOptions, type VirtioOptions } from './virtioOptions.js'

const head = attributeTable({
  type: required(
    refusing(
      oneOf('mouse', 'tablet', 'keyboard', 'passthrough', 'evdev'),
      type => `unknown input device type '${type}'`,
    ),
    () => new LibvirtError('INTERNAL_ERROR', 'missing input device type'),
  ),
  bus: refusing(oneOf('ps2', 'usb', 'xen', 'parallels', 'virtio', 'none'), bus => `unknown input bus type '${bus}'`),
  model: refusing(
    oneOf('virtio', 'virtio-transitional', 'virtio-non-transitional'),
    model => `unknown input model '${model}'`,
  ),
})
const source = attributeTable({
  dev: string,
  evdev: string,
  grab: oneOf('all'),
  grabToggle: oneOf('ctrl-ctrl', 'alt-alt', 'shift-shift', 'meta-meta', 'scrolllock', 'ctrl-scrolllock'),
  repeat: onOff,
})

export interface InputSource {
  /** Path of the event device in /dev/input. */
  path: string
  grab?: 'all' | undefined
  grabToggle?: TableValue<typeof source>['grabToggle']
  repeat?: boolean | undefined
}

export interface Input {
  kind: 'input'
  type: 'mouse' | 'tablet' | 'keyboard' | 'passthrough' | 'evdev'
  /** Absent until the defaults of the guest's architecture are filled in. */
  bus?: TableValue<typeof head>['bus']
  model?: TableValue<typeof head>['model']
  source?: InputSource | undefined
  virtio?: VirtioOptions | undefined
  info: DeviceInfo
}

/** @throws LibvirtError for unknown names, XML_ERROR for a host device without its path */
export function parseInput(element: XmlElement, options: ParseOptions): Input {
  const { dev, evdev, ...how } = source.parse(element.child('source'))
  const given = head.parse(element)
  const path = given.type === 'evdev' ? dev : evdev
  if (given.type === 'passthrough' && !path) {
    throw new LibvirtError('XML_ERROR', 'Missing evdev path for input device')
  }
  return {
    kind: 'input',
    ...given,
    source: path === undefined ? undefined : { path, ...how },
    virtio: parseVirtioOptions(element),
    info: parseDeviceInfo(element, options),
  }
}

export function formatInput(writer: XmlWriter, input: Input, options: FormatOptions): void {
  writer.element('input', head.format(input), () => {
    formatVirtioOptions(writer, input.virtio)
    if (input.source) {
      const { path, ...how } = input.source
      writer.element('source', source.format({ [input.type === 'evdev' ? 'dev' : 'evdev']: path, ...how }))
    }
    formatDeviceInfo(writer, input.info, options)
  })
}
