// Writes `<serial>`, `<parallel>`, `<console>` and `<channel>`.
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions } from '../options.js'
import {
  type ChannelTarget,
  type CharacterDevice,
  channelTarget,
  consoleTarget,
  parallelTarget,
  serialModel,
  serialTarget,
} from './characterDevice.js'
import { formatDeviceInfo } from './deviceInfo.js'
import { formatCharSource } from './formatCharSource.js'

function formatChannelTarget(writer: XmlWriter, target: ChannelTarget, options: FormatOptions): void {
  if (target.type === 'none') return
  const state = target.type === 'virtio' && !options.inactive ? target.state : undefined
  writer.element('target', channelTarget.format({ ...target, ...(target.type === 'virtio' && { state }) }))
}

function formatTarget(writer: XmlWriter, device: CharacterDevice, options: FormatOptions): void {
  switch (device.kind) {
    case 'channel':
      formatChannelTarget(writer, device.target, options)
      break
    case 'console':
      writer.elementIfAny('target', consoleTarget.format({ type: device.targetType, port: device.port }))
      break
    case 'parallel':
      writer.elementIfAny('target', parallelTarget.format({ port: device.port }))
      break
    case 'serial':
      writer.elementIfAny('target', serialTarget.format({ type: device.targetType, port: device.port }), () => {
        if (device.targetModel) writer.element('model', serialModel.format({ name: device.targetModel }))
      })
  }
}

export function formatCharacterDevice(writer: XmlWriter, device: CharacterDevice, options: FormatOptions): void {
  const { source } = device
  // Old clients look for the terminal on the element of the only console they know.
  const first = device.kind === 'console' && (device.port ?? 0) === 0
  const tty = first && source.type === 'pty' && !options.inactive ? source.path : undefined
  writer.element(device.kind, { type: source.type, tty }, () => {
    formatCharSource(writer, source, options)
    formatTarget(writer, device, options)
    formatDeviceInfo(writer, device.info, options)
  })
}
