// Reads `<controller>`.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { childText, kib } from '../../xml/read.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { ParseOptions } from '../options.js'
import { attributeTable, readAttribute } from './attributeTable.js'
import { nonNegative } from './attributeTypes.js'
import {
  type Controller,
  controllerDriver,
  controllerHead,
  controllerModels,
  type PciControllerOptions,
  pciModelName,
  pciTarget,
} from './controller.js'
import { parseDeviceInfo } from './deviceInfo.js'
import { parseIothreadMapping } from './iothreadMapping.js'

const usbPorts = attributeTable({ ports: nonNegative })
const serialLimits = attributeTable({ ports: nonNegative, vectors: nonNegative })
const xenbusLimits = attributeTable({ maxGrantFrames: nonNegative, maxEventChannels: nonNegative })

function modelOf<const T extends string>(element: XmlElement, models: readonly T[]): T | undefined {
  const text = element.attribute('model')
  if (text === undefined) return undefined
  const model = models.find(name => name === text)
  if (model === undefined) throw new LibvirtError('CONFIG_UNSUPPORTED', `Unknown model type '${text}'`)
  return model
}

function check(valid: boolean, detail: string): void {
  if (!valid) throw new LibvirtError('CONFIG_UNSUPPORTED', detail)
}

/** What the numbers of `<target>` may be. */
const pciRanges = [
  { name: 'chassisNr', what: 'chassisNr', min: 1, max: 255 },
  { name: 'chassis', what: 'chassis', min: 0, max: 255 },
  { name: 'port', what: 'port', min: 0, max: 255 },
  { name: 'busNr', what: 'busNr', min: 1, max: 254 },
  { name: 'index', what: 'target index', min: 0, max: 30 },
] as const

function parsePci(element: XmlElement): PciControllerOptions {
  for (const name of ['model', 'target']) {
    if (element.elements(name).length > 1) {
      throw new LibvirtError('XML_ERROR', `Multiple <${name}> elements in controller definition not allowed`)
    }
  }
  const target = element.child('target')
  const given = pciTarget.parse(target)
  const { name } = pciModelName.parse(element.child('model'))
  for (const { name, what, min, max } of pciRanges) {
    const value = given[name]
    check(
      value === undefined || (value >= min && value <= max),
      `PCI controller ${what} '${value}' out of range - must be ${min}-${max}`,
    )
  }
  const nodeText = childText(target, 'node')
  const node = nodeText === undefined ? undefined : nonNegative.read(nodeText)
  check(nodeText === undefined || node !== undefined, `Invalid NUMA node in target`)
  const hole = element.child('pcihole64')
  return {
    ...given,
    modelName: name === 'none' ? undefined : name,
    node,
    pcihole64: hole && kib(hole, './pcihole64'),
  }
}

function parseIndex(element: XmlElement): number | undefined {
  return readAttribute(element, 'index', nonNegative)
}

/** @throws LibvirtError XML_ERROR for unknown names or numbers out of range */
export function parseController(element: XmlElement, options: ParseOptions): Controller {
  const { type = 'ide' } = controllerHead.parse(element)
  const driverElement = element.child('driver')
  const common = {
    kind: 'controller',
    index: parseIndex(element),
    driver: driverElement && controllerDriver.parse(driverElement),
    iothreads: parseIothreadMapping(driverElement),
    info: parseDeviceInfo(element, options),
  } as const
  switch (type) {
    case 'pci':
      return { ...common, type, model: modelOf(element, controllerModels.pci), pci: parsePci(element) }
    case 'scsi':
      return { ...common, type, model: modelOf(element, controllerModels.scsi) }
    case 'usb':
      return { ...common, type, model: modelOf(element, controllerModels.usb), ...usbPorts.parse(element) }
    case 'ide':
      return { ...common, type, model: modelOf(element, controllerModels.ide) }
    case 'virtio-serial':
      return { ...common, type, model: modelOf(element, controllerModels[type]), ...serialLimits.parse(element) }
    case 'xenbus':
      return { ...common, type, ...xenbusLimits.parse(element) }
    case 'nvme':
      return { ...common, type, serial: childText(element, 'serial') }
    case 'isa':
      return { ...common, type, model: modelOf(element, controllerModels.isa) }
    default:
      return { ...common, type, model: modelOf(element, []) }
  }
}
