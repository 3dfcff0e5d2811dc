import type { Serial, SerialTargetModel, SerialTargetType } from '../../devices/characterDevice.js'
import type { Domain } from '../../Domain.js'
import { isX86 } from '../../machineKind.js'
import type { CompleteQemuDevice } from '../completeQemuDevices.js'

/** The only model of a type, for the types that have just one. */
const models: Partial<Record<SerialTargetType, SerialTargetModel>> = {
  'isa-serial': 'isa-serial',
  'usb-serial': 'usb-serial',
  'pci-serial': 'pci-serial',
  'spapr-vio-serial': 'spapr-vty',
  'isa-debug': 'isa-debugcon',
}

/** Chooses the serial hardware: the type from the address or the machine, the model from the type. */
export const completeSerial: CompleteQemuDevice<Serial> = (serial, domain) => {
  serial.targetType ??= typeOfAddress(serial) ?? defaultType(domain)
  if (serial.targetType) serial.targetModel ??= models[serial.targetType]
}

function typeOfAddress({ info }: Serial): SerialTargetType | undefined {
  switch (info.address?.type) {
    case 'isa':
      return 'isa-serial'
    case 'usb':
      return 'usb-serial'
    case 'pci':
      return 'pci-serial'
    case 'spapr-vio':
      return 'spapr-vio-serial'
    default:
      return undefined
  }
}

const defaultType = (domain: Domain): SerialTargetType | undefined => (isX86(domain) ? 'isa-serial' : undefined)
