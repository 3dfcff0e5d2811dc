// Owns `<watchdog>`: a timer the guest must feed, and what happens when it does not.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { attributeTable, refusing, required, type TableValue } from './attributeTable.js'
import { oneOf } from './attributeTypes.js'
import { type DeviceInfo, formatDeviceInfo, parseDeviceInfo } from './deviceInfo.js'

export const watchdogActions = ['reset', 'shutdown', 'poweroff', 'pause', 'dump', 'none', 'inject-nmi'] as const

const head = attributeTable({
  model: required(
    refusing(oneOf('i6300esb', 'ib700', 'diag288', 'itco'), model => `unknown watchdog model '${model}'`),
    () => new LibvirtError('INTERNAL_ERROR', 'watchdog must contain model name'),
  ),
  action: refusing(oneOf(...watchdogActions), action => `unknown watchdog action '${action}'`),
})

export interface Watchdog {
  kind: 'watchdog'
  model: TableValue<typeof head>['model']
  action: NonNullable<TableValue<typeof head>['action']>
  info: DeviceInfo
}

/** @throws LibvirtError for unknown names */
export function parseWatchdog(element: XmlElement, options: ParseOptions): Watchdog {
  const { model, action = 'reset' } = head.parse(element)
  return { kind: 'watchdog', model, action, info: parseDeviceInfo(element, options) }
}

export function formatWatchdog(writer: XmlWriter, watchdog: Watchdog, options: FormatOptions): void {
  writer.element('watchdog', head.format(watchdog), () => formatDeviceInfo(writer, watchdog.info, options))
}
