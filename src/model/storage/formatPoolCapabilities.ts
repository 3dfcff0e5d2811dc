// What types of pools there are, and what their sources and volumes may be (virConnectGetStoragePoolCapabilities).
import { formatYesNo } from '../xml/read.js'
import { XmlWriter } from '../xml/XmlWriter.js'
import { type Formats, type PoolType, poolTraits, poolTypes } from './poolTypes.js'

/** Formats of image files in the order of virStorageFileFormat. */
const imageFormats = [
  'none',
  'raw',
  'dir',
  'bochs',
  'cloop',
  'dmg',
  'iso',
  'vpc',
  'vdi',
  'fat',
  'vhd',
  'ploop',
  'cow',
  'qcow',
  'qcow2',
  'qed',
  'vmdk',
] as const

/** The `<storagepoolCapabilities>` document. @param supported types this host can have */
export function formatPoolCapabilities(supported: ReadonlySet<PoolType>): string {
  const writer = new XmlWriter()
  writer.element('storagepoolCapabilities', {}, () => {
    for (const type of poolTypes) {
      const { formats, volumeFormats } = poolTraits[type]
      writer.element('pool', { type, supported: formatYesNo(supported.has(type)) }, () => {
        if (formats) writeFormats(writer, 'poolOptions', formats.preset, 'sourceFormatType', formats.names)
        if (volumeFormats) {
          writeFormats(writer, 'volOptions', volumeFormats.preset, 'targetFormatType', targets(type, volumeFormats))
        }
      })
    }
  })
  return writer.toString()
}

/** Volumes of a cluster are never asked for a format; image files are told in libvirt's order. */
function targets(type: PoolType, { names }: Formats): readonly string[] {
  if (type === 'rbd') return []
  return names.includes('qcow2') ? imageFormats : names
}

function writeFormats(
  writer: XmlWriter,
  element: string,
  preset: string,
  name: string,
  formats: readonly string[],
): void {
  writer.element(element, {}, () => {
    writer.element('defaultFormat', { type: preset })
    writer.element('enum', { name }, () => formats.forEach(format => writer.text('value', format)))
  })
}
