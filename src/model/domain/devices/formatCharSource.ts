// Writes the `<source>`, `<protocol>` and `<log>` children of a character device.
import type { XmlAttributes, XmlWriter } from '../../xml/XmlWriter.js'
import { formatOnOff, formatYesNo } from '../../xml/read.js'
import type { FormatOptions } from '../options.js'
import type { CharSource, Reconnect, TcpSource, UdpSource } from './charSource.js'
import { formatSourceSeclabels } from './sourceSeclabel.js'

function formatReconnect(writer: XmlWriter, reconnect: Reconnect | undefined): void {
  if (reconnect?.enabled === undefined) return
  writer.element('reconnect', { enabled: formatYesNo(reconnect.enabled), timeout: reconnect.timeout })
}

function formatTcp(writer: XmlWriter, source: TcpSource & CharSource, options: FormatOptions): void {
  const attributes: XmlAttributes = {
    mode: source.listen ? 'bind' : 'connect',
    host: source.host,
    service: source.service,
    // What came from qemu.conf must not turn into a wish of the definition.
    tls: source.tlsFromConfig && !options.status ? undefined : formatYesNo(source.tls),
    tlsFromConfig: options.status && source.tls !== undefined ? Number(source.tlsFromConfig ?? false) : undefined,
  }
  writer.element('source', attributes, () => {
    formatSourceSeclabels(writer, source.seclabels)
    formatReconnect(writer, source.reconnect)
  })
  writer.element('protocol', { type: source.protocol })
}

function formatUdp(writer: XmlWriter, source: UdpSource): void {
  if (source.bindService !== undefined || source.bindHost !== undefined) {
    writer.element('source', { mode: 'bind', host: source.bindHost, service: source.bindService })
  }
  writer.element('source', { mode: 'connect', host: source.connectHost, service: source.connectService })
}

function formatKind(writer: XmlWriter, source: CharSource, options: FormatOptions): void {
  const labels = () => formatSourceSeclabels(writer, source.seclabels)
  switch (source.type) {
    case 'pty':
    case 'dev':
    case 'file':
    case 'pipe':
      // The terminal's name is the running guest's.
      if (source.type !== 'pty' || (source.path !== undefined && !options.inactive)) {
        writer.elementIfAny('source', { path: source.path, append: formatOnOff(source.append) }, labels)
      } else if (source.seclabels?.length) {
        writer.element('source', {}, labels)
      }
      break
    case 'nmdm':
      writer.element('source', { master: source.master, slave: source.slave })
      break
    case 'udp':
      formatUdp(writer, source)
      break
    case 'tcp':
      formatTcp(writer, source, options)
      break
    case 'unix':
      if (source.path !== undefined || source.reconnect) {
        writer.element('source', { mode: source.listen ? 'bind' : 'connect', path: source.path }, () => {
          labels()
          formatReconnect(writer, source.reconnect)
        })
      }
      break
    case 'spiceport':
    case 'dbus':
      writer.element('source', { channel: source.channel })
      break
    case 'qemu-vdagent':
      if (source.clipboard === undefined && source.mouse === undefined) break
      writer.element('source', {}, () => {
        if (source.clipboard !== undefined) writer.element('clipboard', { copypaste: formatYesNo(source.clipboard) })
        if (source.mouse !== undefined) writer.element('mouse', { mode: source.mouse })
      })
      break
    case 'null':
    case 'vc':
    case 'stdio':
    case 'spicevmc':
  }
}

/** Writes what `parseCharSource` reads; the type itself is an attribute of the caller's element. */
export function formatCharSource(writer: XmlWriter, source: CharSource, options: FormatOptions): void {
  formatKind(writer, source, options)
  if (source.log) writer.element('log', { file: source.log.file, append: formatOnOff(source.log.append) })
}
