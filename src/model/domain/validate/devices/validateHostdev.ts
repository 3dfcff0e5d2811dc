import type { Hostdev } from '../../devices/hostdev.js'
import type { DeviceValidator } from '../DeviceValidator.js'
import { refuse } from '../refuse.js'

/** What holds for host devices whatever runs the guest (virDomainHostdevDefValidate). */
export const validateHostdev: DeviceValidator<Hostdev> = ({ source, info, model, teaming, sgio, rawio }) => {
  const type = info.address?.type
  const xml = (condition: boolean, detail: string) => refuse(condition, detail, 'XML_ERROR')
  const scsi = source.type === 'scsi' || source.type === 'iscsi'
  xml(sgio !== undefined && !scsi, 'sgio is only supported for scsi host device')
  xml(rawio !== undefined && !scsi, 'rawio is only supported for scsi host device')
  refuse(sgio === 'unfiltered', 'unfiltered sgio is no longer supported')
  if (source.type === 'pci') {
    const wrong = type !== undefined && type !== 'pci' && type !== 'unassigned' && type !== 'ccw'
    xml(wrong, "PCI host devices must use 'pci' or 'unassigned' address type")
  } else if (scsi) {
    xml(type !== undefined && type !== 'drive', "SCSI host device must use 'drive' address type")
  } else if (source.type === 'scsi_host') {
    const wrong = type !== undefined && type !== 'pci' && type !== 'ccw'
    xml(wrong, "SCSI_host host device must use 'pci' or 'ccw' address type")
  } else if (source.type === 'usb') {
    xml(type !== undefined && type !== 'usb', "USB host device must use 'usb' address type")
  } else if (source.type === 'mdev' && model === 'vfio-pci') {
    const wrong = type !== undefined && type !== 'pci'
    xml(wrong, `Unsupported address type '${type}' with mediated device model '${model}'`)
  }
  if (!teaming) return
  xml(teaming.type !== 'transient', "teaming hostdev devices must have type='transient'")
  xml(teaming.persistent === undefined, 'missing required persistent attribute in hostdev teaming element')
  xml(source.type !== 'pci', 'teaming is only supported for pci hostdev devices')
}
