// Writes `<controller>`.
import type { XmlAttributes, XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions } from '../options.js'
import { type Controller, controllerDriver, type PciController, pciModelName, pciTarget } from './controller.js'
import { formatDeviceInfo } from './deviceInfo.js'
import { formatIothreadMapping } from './iothreadMapping.js'

function limits(controller: Controller): XmlAttributes {
  switch (controller.type) {
    case 'usb':
      return { ports: controller.ports }
    case 'virtio-serial':
      return { ports: controller.ports, vectors: controller.vectors }
    case 'xenbus':
      return { maxGrantFrames: controller.maxGrantFrames, maxEventChannels: controller.maxEventChannels }
    default:
      return {}
  }
}

function formatPci(writer: XmlWriter, controller: PciController): void {
  const { pci } = controller
  writer.elementIfAny('model', pciModelName.format({ name: pci.modelName }))
  writer.elementIfAny('target', pciTarget.format({ ...pci, memReserve: pci.memReserve || undefined }), () => {
    writer.text('node', pci.node)
  })
}

function formatDriver(writer: XmlWriter, controller: Controller): void {
  const { driver } = controller
  const attributes = controllerDriver.format({
    ...driver,
    queues: driver?.queues || undefined,
    cmd_per_lun: driver?.cmd_per_lun || undefined,
    max_sectors: driver?.max_sectors || undefined,
    iothread: driver?.iothread || undefined,
  })
  writer.elementIfAny('driver', attributes, () => formatIothreadMapping(writer, controller.iothreads))
}

export function formatController(writer: XmlWriter, controller: Controller, options: FormatOptions): void {
  const attributes = { type: controller.type, index: controller.index, model: controller.model, ...limits(controller) }
  writer.element('controller', attributes, () => {
    if (controller.type === 'pci') formatPci(writer, controller)
    if (controller.type === 'nvme') writer.text('serial', controller.serial)
    formatDriver(writer, controller)
    formatDeviceInfo(writer, controller.info, options)
    if (controller.type === 'pci' && controller.pci.pcihole64 !== undefined) {
      writer.element('pcihole64', { unit: 'KiB' }, controller.pci.pcihole64)
    }
  })
}
