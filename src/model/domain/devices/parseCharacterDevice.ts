// Reads `<serial>`, `<parallel>`, `<console>` and `<channel>`.
import { isIPv4, isIPv6 } from './ipAddress.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { ParseOptions } from '../options.js'
import {
  type ChannelTarget,
  type Channel,
  type Console,
  type Parallel,
  type Serial,
  channelTarget,
  consoleTarget,
  parallelTarget,
  serialModel,
  serialTarget,
} from './characterDevice.js'
import { type CharSource, type CharSourceType, charSourceTypes } from './charSource.js'
import { missingAttribute } from './attributeTable.js'
import { parseDeviceInfo } from './deviceInfo.js'
import { parseCharSource } from './parseCharSource.js'

/**
 * The type attribute of a character device; a missing one means pty.
 * @param unknown words for a type that is none
 * @throws LibvirtError CONFIG_UNSUPPORTED
 */
export function parseCharType(
  element: XmlElement,
  unknown = (type: string) => `unknown type presented to host for character device: ${type}`,
): CharSourceType {
  const text = element.attribute('type')
  if (text === undefined) return 'pty'
  const type = charSourceTypes.find(name => name === text)
  if (type === undefined) {
    throw new LibvirtError('CONFIG_UNSUPPORTED', unknown(text))
  }
  return type
}

function parseChannelTarget(element: XmlElement, options: ParseOptions): ChannelTarget {
  const target = element.child('target')
  if (target === undefined) throw new LibvirtError('XML_ERROR', 'target type must be specified for channel device')
  const given = channelTarget.parse(target)
  if (given.type === undefined) {
    throw new LibvirtError('CONFIG_UNSUPPORTED', "unknown target type '(null)' specified for character device")
  }
  switch (given.type) {
    case 'guestfwd': {
      if (given.address === undefined) {
        throw new LibvirtError('XML_ERROR', 'guestfwd channel does not define a target address')
      }
      if (isIPv6(given.address)) {
        throw new LibvirtError('CONFIG_UNSUPPORTED', 'guestfwd channel only supports IPv4 addresses')
      }
      if (!isIPv4(given.address)) {
        throw new LibvirtError('XML_ERROR', `invalid IP address: ${given.address}`)
      }
      if (given.port === undefined) throw missingAttribute('target', 'port')
      return { type: 'guestfwd', address: given.address, port: given.port }
    }
    case 'virtio':
      return { type: 'virtio', name: given.name, state: options.inactive ? undefined : given.state }
    case 'xen':
      return { type: 'xen', name: given.name }
    default:
      return { type: 'none' }
  }
}

function parseConsoleTarget(element: XmlElement) {
  const { type: targetType, port } = consoleTarget.parse(element.child('target'))
  return { targetType, port }
}

/** The legacy `tty` attribute of a console carries the terminal's name. */
function withTerminal(element: XmlElement, source: CharSource): CharSource {
  const tty = element.attribute('tty')
  return source.type === 'pty' && source.path === undefined && tty ? { ...source, path: tty } : source
}

/** @throws LibvirtError XML_ERROR or INTERNAL_ERROR for what is missing or unknown */
export function parseChannel(element: XmlElement, options: ParseOptions): Channel {
  const target = parseChannelTarget(element, options)
  const source = parseCharSource(element, parseCharType(element), target.type !== 'guestfwd')
  return { kind: 'channel', source, target, info: parseDeviceInfo(element, options) }
}

/** A target without a number gets the next one; what has no target at all goes behind all others, which -1 stands for. */
function portNumber(target: XmlElement | undefined, { port }: { port?: number | undefined }): number | undefined {
  if (target === undefined) return -1
  return port === -1 ? undefined : port
}

/** What serial and parallel ports and consoles have in common. */
function parsePort(element: XmlElement, options: ParseOptions) {
  const source = withTerminal(element, parseCharSource(element, parseCharType(element)))
  return { source, info: parseDeviceInfo(element, options) }
}

/** @throws LibvirtError XML_ERROR or INTERNAL_ERROR for what is missing or unknown */
export function parseConsole(element: XmlElement, options: ParseOptions): Console {
  return { kind: 'console', ...parsePort(element, options), ...parseConsoleTarget(element) }
}

/** @throws LibvirtError XML_ERROR or INTERNAL_ERROR for what is missing or unknown */
export function parseParallel(element: XmlElement, options: ParseOptions): Parallel {
  const target = element.child('target')
  return { kind: 'parallel', ...parsePort(element, options), port: portNumber(target, parallelTarget.parse(target)) }
}

/** @throws LibvirtError XML_ERROR or INTERNAL_ERROR for what is missing or unknown */
export function parseSerial(element: XmlElement, options: ParseOptions): Serial {
  const target = element.child('target')
  const { type: targetType, ...given } = serialTarget.parse(target)
  const { name: targetModel } = serialModel.parse(target?.child('model'))
  return { kind: 'serial', ...parsePort(element, options), targetType, targetModel, port: portNumber(target, given) }
}
