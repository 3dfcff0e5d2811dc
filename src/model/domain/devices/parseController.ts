// Reads `<controller>`.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { childText, kib } from '../../xml/read.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { ParseOptions } from '../options.js'
import { attributeTable, readAttribute } from './attributeTable.js'
import { nonNegative, uint } from './attributeTypes.js'
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

const usbPorts = attributeTable({ ports: uint })
const serialLimits = attributeTable({ ports: nonNegative, vectors: nonNegative })
const xenbusLimits = attributeTable({ maxGrantFrames: nonNegative, maxEventChannels: nonNegative })

function modelOf<const T extends string>(element: XmlElement, models: readonly T[]): T | undefined {
  const text = element.attribute('model')
  if (text === undefined) return undefined
  const model = models.find(name => name === text)
  if (model === undefined) throw new LibvirtError('XML_ERROR', `Unknown model type '${text}'`)
  return model
}

function check(valid: boolean, detail: string): void {
  if (!valid) throw new LibvirtError('XML_ERROR', detail)
}

function parsePci(element: XmlElement): PciControllerOptions {
  const target = element.child('target')
  const given = pciTarget.parse(target)
  const { name } = pciModelName.parse(element.child('model'))
  check(
    given.chassisNr === undefined || (given.chassisNr >= 1 && given.chassisNr <= 255),
    `PCI controller chassisNr '${given.chassisNr}' out of range - must be 1-255`,
  )
  check(
    given.chassis === undefined || (given.chassis >= 0 && given.chassis <= 255),
    `PCI controller chassis '${given.chassis}' out of range - must be 0-255`,
  )
  check(
    given.port === undefined || (given.port >= 0 && given.port <= 255),
    `PCI controller port '${given.port}' out of range - must be 0-255`,
  )
  check(
    given.busNr === undefined || (given.busNr >= 1 && given.busNr <= 254),
    `PCI controller busNr '${given.busNr}' out of range - must be 1-254`,
  )
  check(
    given.index === undefined || (given.index >= 0 && given.index <= 30),
    `PCI controller target index '${given.index}' out of range - must be 0-30`,
  )
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
