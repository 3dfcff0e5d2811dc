// Owns `<video>`: the guest's display adapters.
import type { ErrorCodeName } from '../../../api/errorCodes.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { attributeTable, refusing, required, type TableValue } from './attributeTable.js'
import { oneOf, onOff, positive, string, uint, yesNo } from './attributeTypes.js'
import { type DeviceInfo, formatDeviceInfo, parseDeviceInfo } from './deviceInfo.js'
import { virtioOptionRows } from './virtioOptions.js'

const types = [
  'vga',
  'cirrus',
  'vmvga',
  'xen',
  'vbox',
  'qxl',
  'parallels',
  'virtio',
  'gop',
  'none',
  'bochs',
  'ramfb',
] as const
export type VideoType = (typeof types)[number]

const driver = attributeTable({
  name: oneOf('qemu', 'vhostuser'),
  vgaconf: oneOf('io', 'on', 'off'),
  ...virtioOptionRows,
})
const size = (name: string, code: ErrorCodeName = 'XML_ERROR') =>
  refusing(uint, text => `cannot parse video ${name} '${text}'`, code)
const model = attributeTable({
  type: refusing(oneOf('default', ...types), type => `unknown video model '${type}'`),
  ram: size('ram'),
  vram: size('vram'),
  vram64: size('vram64'),
  vgamem: size('vgamem'),
  heads: size('heads', 'INTERNAL_ERROR'),
  primary: yesNo,
  blob: onOff,
  edid: onOff,
})
const acceleration = attributeTable({ accel3d: yesNo, accel2d: yesNo, rendernode: string })
const resolution = attributeTable({ x: required(positive), y: required(positive) })

export interface Video extends Omit<TableValue<typeof model>, 'type'> {
  kind: 'video'
  /** Absent until the default for the guest was chosen. */
  type?: VideoType | undefined
  driver?: TableValue<typeof driver> | undefined
  acceleration?: TableValue<typeof acceleration> | undefined
  resolution?: TableValue<typeof resolution> | undefined
  info: DeviceInfo
}

/** Sizes are in KiB. @throws LibvirtError XML_ERROR for unknown names, CONFIG_UNSUPPORTED for qxl's sizes elsewhere */
export function parseVideo(element: XmlElement, options: ParseOptions): Video {
  const modelElement = element.child('model')
  // `default` is what libvirt writes for "not chosen yet" in documents of other drivers.
  const { type: named, ...given } = model.parse(modelElement)
  const type = named === 'default' ? undefined : named
  for (const name of ['ram', 'vram64', 'vgamem'] as const) {
    if (given[name] !== undefined && type !== 'qxl') {
      throw new LibvirtError('CONFIG_UNSUPPORTED', `${name} attribute only supported for video type qxl`)
    }
  }
  const accelerationElement = modelElement?.child('acceleration')
  const resolutionElement = modelElement?.child('resolution')
  const driverElement = element.child('driver')
  return {
    kind: 'video',
    type,
    ...given,
    driver: driverElement && driver.parse(driverElement),
    acceleration: accelerationElement && acceleration.parse(accelerationElement),
    resolution: resolutionElement && resolution.parse(resolutionElement),
    info: parseDeviceInfo(element, options),
  }
}

export function formatVideo(writer: XmlWriter, video: Video, options: FormatOptions): void {
  writer.element('video', {}, () => {
    writer.elementIfAny('driver', driver.format(video.driver))
    const attributes = model.format({
      ...video,
      type: video.type,
      ram: video.ram || undefined,
      vram: video.vram || undefined,
      vram64: video.vram64 || undefined,
      vgamem: video.vgamem || undefined,
      heads: video.heads || undefined,
      primary: video.primary || undefined,
    })
    writer.element('model', attributes, () => {
      writer.elementIfAny('acceleration', acceleration.format(video.acceleration))
      writer.elementIfAny('resolution', resolution.format(video.resolution))
    })
    formatDeviceInfo(writer, video.info, options)
  })
}
