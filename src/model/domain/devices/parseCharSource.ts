// Reads the `<source>`, `<protocol>` and `<log>` children of a character device.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import { attributeTable, missingAttribute, needAttribute, readAttribute } from './attributeTable.js'
import { oneOf, onOff, string, uint, yesNo } from './attributeTypes.js'
import type { CharSource, CharSourceType, Reconnect, TcpSource, UdpSource, UnixSource } from './charSource.js'
import { parseSourceSeclabels } from './sourceSeclabel.js'

const log = attributeTable({ file: string, append: onOff })
const reconnect = attributeTable({ enabled: yesNo, timeout: uint })
const tcp = attributeTable({ host: string, service: string, tls: yesNo, tlsFromConfig: string })

const missing = (what: string) => new LibvirtError('INTERNAL_ERROR', `Missing source ${what} attribute for char device`)

function isBind(source: XmlElement | undefined): boolean {
  return readAttribute(source, 'mode', oneOf('bind', 'connect')) === 'bind'
}

/** Reads `<reconnect>` of a socket. @throws LibvirtError for a server that is to reconnect, XML_ERROR without a time */
export function parseReconnect(source: XmlElement | undefined, listen: boolean): Reconnect | undefined {
  const element = source?.child('reconnect')
  if (element === undefined) return undefined
  const given = reconnect.parse(element)
  if (given.enabled === undefined) return undefined
  if (given.enabled && given.timeout === undefined) {
    throw missingAttribute('reconnect', 'timeout')
  }
  if (given.enabled && listen) {
    throw new LibvirtError('INTERNAL_ERROR', 'chardev reconnect is possible only for connect mode')
  }
  return { enabled: given.enabled, timeout: given.enabled ? given.timeout : undefined }
}

function onlySource(device: XmlElement): XmlElement | undefined {
  const sources = device.elements('source')
  if (sources.length > 1) {
    throw new LibvirtError('XML_ERROR', 'only one source element is allowed for character device')
  }
  return sources[0]
}

function onlyProtocol(device: XmlElement): XmlElement | undefined {
  const protocols = device.elements('protocol')
  if (protocols.length > 1) {
    throw new LibvirtError('XML_ERROR', 'only one protocol element is allowed for character device')
  }
  return protocols[0]
}

function parseTcp(device: XmlElement): TcpSource {
  const source = onlySource(device)
  const listen = isBind(source)
  const { host, service, tls, tlsFromConfig } = tcp.parse(source)
  if (host === undefined) throw missing('host')
  if (service === undefined) throw missing('service')
  const protocol = onlyProtocol(device)?.attribute('type') ?? 'raw'
  if (protocol !== 'raw' && protocol !== 'telnet') return refuseProtocol(protocol)
  return {
    type: 'tcp',
    listen,
    host,
    service,
    protocol,
    tls,
    tlsFromConfig: tlsFromConfig === '1' ? true : undefined,
    reconnect: parseReconnect(source, listen),
  }
}

/** The protocols QEMU dropped are known by name; any other name is none at all. */
function refuseProtocol(protocol: string): never {
  if (protocol === 'telnets' || protocol === 'tls') {
    throw new LibvirtError('CONFIG_UNSUPPORTED', `tcp chardev protocol '${protocol}' not supported`)
  }
  throw new LibvirtError('CONFIG_UNSUPPORTED', `Unknown protocol '${protocol}'`)
}

function parseUdp(device: XmlElement): UdpSource {
  const sources = device.elements('source')
  if (sources.length > 2) {
    throw new LibvirtError('XML_ERROR', 'only two source elements are allowed for character device')
  }
  const bind = sources.find(isBind)
  const connect = sources.find(source => !isBind(source))
  const connectService = connect?.attribute('service')
  if (connectService === undefined) throw missing('service')
  return {
    type: 'udp',
    connectHost: connect?.attribute('host'),
    connectService,
    bindHost: bind?.attribute('host'),
    bindService: bind?.attribute('service'),
  }
}

function parseUnix(device: XmlElement, pathOptional: boolean): UnixSource {
  const source = onlySource(device)
  const listen = isBind(source)
  const path = source?.attribute('path')
  if (path === undefined && !pathOptional) throw missing('path')
  return { type: 'unix', path, listen, reconnect: parseReconnect(source, listen) }
}

function parseVdagent(device: XmlElement): CharSource {
  const source = onlySource(device)
  const clipboard = source?.child('clipboard')
  const mouse = source?.child('mouse')
  return {
    type: 'qemu-vdagent',
    clipboard: clipboard && needAttribute(clipboard, 'copypaste', yesNo),
    mouse: mouse && needAttribute(mouse, 'mode', oneOf('server', 'client')),
  }
}

function parseChannelName(device: XmlElement, type: 'spiceport' | 'dbus'): CharSource {
  const channel = onlySource(device)?.attribute('channel')
  if (channel === undefined) throw missing('channel')
  if (/[^A-Za-z0-9._+,/-]/.test(channel))
    throw new LibvirtError('INVALID_ARG', 'Invalid character in source channel for char device')
  return { type, channel }
}

function parseKind(device: XmlElement, type: CharSourceType, pathOptional: boolean): CharSource {
  switch (type) {
    case 'null':
    case 'vc':
    case 'stdio':
    case 'spicevmc':
      return { type }
    case 'pty':
    case 'dev':
    case 'file':
    case 'pipe': {
      const source = onlySource(device)
      const path = source?.attribute('path') || undefined
      if (path === undefined && type !== 'pty') throw missing('path')
      return { type, path, append: type === 'file' ? readAttribute(source, 'append', onOff) : undefined }
    }
    case 'udp':
      return parseUdp(device)
    case 'tcp':
      return parseTcp(device)
    case 'unix':
      return parseUnix(device, pathOptional)
    case 'nmdm': {
      const source = onlySource(device)
      const master = source?.attribute('master')
      const slave = source?.attribute('slave')
      if (master === undefined) {
        throw new LibvirtError('INTERNAL_ERROR', 'Missing master path attribute for nmdm device')
      }
      if (slave === undefined) throw new LibvirtError('INTERNAL_ERROR', 'Missing slave path attribute for nmdm device')
      return { type, master, slave }
    }
    case 'qemu-vdagent':
      return parseVdagent(device)
    case 'spiceport':
    case 'dbus':
      return parseChannelName(device, type)
  }
}

/**
 * Reads what a character device of that type is connected to.
 * @param pathOptional a UNIX socket's path may be missing, since the daemon makes one up (virtio and Xen channels)
 * @throws LibvirtError INTERNAL_ERROR for missing parts, XML_ERROR for doubled ones
 */
export function parseCharSource(device: XmlElement, type: CharSourceType, pathOptional = false): CharSource {
  const source = parseKind(device, type, pathOptional)
  const labels = type === 'udp' ? [] : parseSourceSeclabels(device.child('source'))
  if (labels.length > 0) source.seclabels = labels
  const { file, append } = log.parse(device.child('log'))
  if (file !== undefined) source.log = { file, append }
  return source
}
