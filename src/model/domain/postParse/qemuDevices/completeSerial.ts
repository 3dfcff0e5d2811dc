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

/** Chooses the serial hardware: the type from the machine, the model from the type. */
export const completeSerial: CompleteQemuDevice<Serial> = (serial, domain) => {
  serial.targetType ??= defaultType(domain)
  if (serial.targetType) serial.targetModel ??= models[serial.targetType]
}

const defaultType = (domain: Domain): SerialTargetType | undefined => (isX86(domain) ? 'isa-serial' : undefined)
