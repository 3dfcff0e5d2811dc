// Owns `<audio>`: the host side of sound, one backend per element.
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlAttributes, XmlWriter } from '../../xml/XmlWriter.js'
import { type AttributeTable, attributeTable, required, type TableValue } from './attributeTable.js'
import { int, oneOf, positive, string, uint, yesNo } from './attributeTypes.js'

const types = [
  'none',
  'alsa',
  'coreaudio',
  'jack',
  'oss',
  'pulseaudio',
  'sdl',
  'spice',
  'file',
  'dbus',
  'pipewire',
] as const
export type AudioType = (typeof types)[number]

const head = attributeTable({ id: required(positive), type: required(oneOf(...types)), timerPeriod: positive })
const common = attributeTable({ mixingEngine: yesNo, fixedSettings: yesNo, voices: positive, bufferLength: positive })
const settings = attributeTable({
  frequency: positive,
  channels: positive,
  format: oneOf('s8', 'u8', 's16', 'u16', 's32', 'u32', 'f32'),
})

/** What a backend knows about itself; each type reads and writes only its own rows. */
const backendRows = {
  path: string,
  driver: oneOf('alsa', 'arts', 'coreaudio', 'diskaudio', 'dsound', 'dummy', 'esd', 'pipewire', 'pulseaudio', 'sndio'),
  serverName: string,
  runtimeDir: string,
  tryMMap: yesNo,
  exclusive: yesNo,
  dspPolicy: int,
}
/** What a backend knows about one direction. */
const directionRows = {
  dev: string,
  serverName: string,
  clientName: string,
  connectPorts: string,
  exactName: yesNo,
  name: string,
  streamName: string,
  latency: uint,
  bufferCount: uint,
  tryPoll: yesNo,
}
const anyBackend = attributeTable(backendRows)
const anyDirection = attributeTable(directionRows)
type Backend = TableValue<typeof anyBackend>
type DirectionOptions = TableValue<typeof anyDirection>

const known: Record<AudioType, { backend?: (keyof Backend)[]; direction?: (keyof DirectionOptions)[] }> = {
  none: {},
  alsa: { direction: ['dev'] },
  coreaudio: { direction: ['bufferCount'] },
  jack: { direction: ['serverName', 'clientName', 'connectPorts', 'exactName'] },
  oss: { backend: ['tryMMap', 'exclusive', 'dspPolicy'], direction: ['dev', 'bufferCount', 'tryPoll'] },
  pulseaudio: { backend: ['serverName'], direction: ['name', 'streamName', 'latency'] },
  sdl: { backend: ['driver'], direction: ['bufferCount'] },
  spice: {},
  file: { backend: ['path'] },
  dbus: {},
  pipewire: { backend: ['runtimeDir'], direction: ['name', 'streamName', 'latency'] },
}

/** One direction's settings. */
export interface AudioDirection extends TableValue<typeof common>, DirectionOptions {
  settings?: TableValue<typeof settings> | undefined
}

export interface Audio extends Backend {
  kind: 'audio'
  type: AudioType
  id: number
  /** Microseconds. */
  timerPeriod?: number | undefined
  input?: AudioDirection | undefined
  output?: AudioDirection | undefined
}

function pick<V extends object>(value: V, keys: (keyof V)[] = []): Partial<V> {
  const picked: Partial<V> = {}
  for (const key of keys) if (value[key] !== undefined) picked[key] = value[key]
  return picked
}

function parseKnown<V extends object>(table: AttributeTable<V>, element: XmlElement, keys: (keyof V)[] | undefined) {
  return pick(table.parse(element), keys)
}

function parseDirection(element: XmlElement | undefined, type: AudioType): AudioDirection | undefined {
  if (element === undefined) return undefined
  const settingsElement = element.child('settings')
  return {
    ...common.parse(element),
    ...parseKnown(anyDirection, element, known[type].direction),
    settings: settingsElement && settings.parse(settingsElement),
  }
}

/** @throws LibvirtError XML_ERROR for unknown names or a missing id */
export function parseAudio(element: XmlElement): Audio {
  const given = head.parse(element)
  return {
    kind: 'audio',
    ...given,
    ...parseKnown(anyBackend, element, known[given.type].backend),
    input: parseDirection(element.child('input'), given.type),
    output: parseDirection(element.child('output'), given.type),
  }
}

function formatDirection(writer: XmlWriter, name: string, type: AudioType, direction: AudioDirection | undefined) {
  if (direction === undefined) return
  const attributes: XmlAttributes = {
    ...common.format(direction),
    ...anyDirection.format(pick<DirectionOptions>(direction, known[type].direction)),
  }
  writer.elementIfAny(name, attributes, () => {
    if (direction.settings) writer.elementIfAny('settings', settings.format(direction.settings))
  })
}

export function formatAudio(writer: XmlWriter, audio: Audio): void {
  const attributes = { ...head.format(audio), ...anyBackend.format(pick<Backend>(audio, known[audio.type].backend)) }
  writer.element('audio', attributes, () => {
    formatDirection(writer, 'input', audio.type, audio.input)
    formatDirection(writer, 'output', audio.type, audio.output)
  })
}
