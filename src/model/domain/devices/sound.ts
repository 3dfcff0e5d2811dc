// Owns `<sound>`: the guest's sound card, its codecs and the audio backend it plays through.
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { attributeTable, refusing, required, type TableValue } from './attributeTable.js'
import { oneOf, positive, yesNo } from './attributeTypes.js'
import { type DeviceInfo, formatDeviceInfo, parseDeviceInfo } from './deviceInfo.js'
import { formatVirtioOptions, parseVirtioOptions, type VirtioOptions } from './virtioOptions.js'

const head = attributeTable({
  model: required(oneOf('sb16', 'es1370', 'pcspk', 'ac97', 'ich6', 'ich9', 'usb', 'ich7', 'virtio')),
  multichannel: yesNo,
  streams: positive,
})
const codec = attributeTable({
  type: required(refusing(oneOf('duplex', 'micro', 'output'), type => `unknown codec type '${type}'`)),
})
const audio = attributeTable({ id: positive })

export type SoundModel = TableValue<typeof head>['model']

export interface Sound {
  kind: 'sound'
  model: SoundModel
  multichannel?: boolean | undefined
  streams?: number | undefined
  /** Codecs of the HDA models; none means one duplex codec. */
  codecs: ('duplex' | 'micro' | 'output')[]
  /** Identifier of the `<audio>` backend. */
  audioId?: number | undefined
  virtio?: VirtioOptions | undefined
  info: DeviceInfo
}

/** @throws LibvirtError XML_ERROR for unknown names */
export function parseSound(element: XmlElement, options: ParseOptions): Sound {
  const given = head.parse(element)
  const hda = given.model === 'ich6' || given.model === 'ich9'
  return {
    kind: 'sound',
    ...given,
    codecs: hda ? element.elements('codec').map(child => codec.parse(child).type) : [],
    audioId: audio.parse(element.child('audio')).id,
    virtio: parseVirtioOptions(element),
    info: parseDeviceInfo(element, options),
  }
}

export function formatSound(writer: XmlWriter, sound: Sound, options: FormatOptions): void {
  writer.element('sound', head.format(sound), () => {
    for (const type of sound.codecs) writer.element('codec', codec.format({ type }))
    if (sound.audioId) writer.element('audio', audio.format({ id: sound.audioId }))
    formatDeviceInfo(writer, sound.info, options)
    formatVirtioOptions(writer, sound.virtio)
  })
}
