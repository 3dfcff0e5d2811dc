import type { Serial, SerialTargetModel, SerialTargetType } from '../../devices/characterDevice.js'
import type { CharSource } from '../../devices/charSource.js'
import type { Domain } from '../../Domain.js'
import { isX86 } from '../../machineKind.js'
import { refuse } from '../refuse.js'
import type { Lacks } from './qemuDeviceValidators.js'

/** What QEMU can do on the host side (qemuValidateDomainChrSourceDef). */
export function validateQemuCharSource(source: CharSource, { devices }: Domain, lacks: Lacks): void {
  if (source.type === 'tcp' || source.type === 'unix') {
    refuse(
      source.reconnect?.enabled === true && source.reconnect.timeout === 0,
      "chardev reconnect source timeout cannot be '0'",
      'INVALID_ARG',
    )
  }
  const viaSpice = source.type === 'spicevmc' || source.type === 'spiceport'
  refuse(
    viaSpice && !devices.graphics.some(({ type }) => type === 'spice'),
    `chardev '${source.type}' not supported without spice graphics`,
  )
  refuse(source.type === 'nmdm', "Chardev source type 'nmdm' not supported")
  refuse(
    source.type === 'qemu-vdagent' && lacks('chardev.qemu-vdagent'),
    "chardev 'qemu-vdagent' not supported in this QEMU binary",
  )
  refuse(source.type === 'dbus' && lacks('display-dbus'), "chardev 'dbus' not supported in this QEMU binary")
}

/** The address a type of serial port has; undefined for none. */
const addressOfType: Readonly<Record<SerialTargetType, string | undefined>> = {
  'isa-serial': 'isa',
  'usb-serial': 'usb',
  'pci-serial': 'pci',
  'spapr-vio-serial': 'spapr-vio',
  'system-serial': undefined,
  'sclp-serial': undefined,
  'isa-debug': 'isa',
}

/** The type that a model belongs to. */
const typeOfModel: Readonly<Record<SerialTargetModel, SerialTargetType>> = {
  'isa-serial': 'isa-serial',
  'usb-serial': 'usb-serial',
  'pci-serial': 'pci-serial',
  'spapr-vty': 'spapr-vio-serial',
  pl011: 'system-serial',
  '16550a': 'system-serial',
  sclpconsole: 'sclp-serial',
  sclplmconsole: 'sclp-serial',
  'isa-debugcon': 'isa-debug',
}

/** Ports other architectures have. */
const foreign: readonly (SerialTargetType | undefined)[] = ['spapr-vio-serial', 'system-serial', 'sclp-serial']

/** Which serial hardware there is (qemuValidateDomainChrTargetDef). */
export function validateQemuSerial(serial: Serial, domain: Domain, lacks: Lacks): void {
  validateQemuCharSource(serial.source, domain, lacks)
  const { targetType, targetModel, info } = serial
  if (targetType === undefined) return
  const wanted = addressOfType[targetType]
  const given = info.address?.type
  if (given !== undefined) {
    refuse(wanted === undefined, `Target type '${targetType}' cannot have an associated address`)
    refuse(given !== wanted && targetType === 'usb-serial', 'usb-serial requires address of usb type')
    refuse(given !== wanted, `Target type '${targetType}' requires address type '${wanted}'`)
  }
  if (targetModel !== undefined) {
    const type = typeOfModel[targetModel]
    refuse(type !== targetType, `Target model '${targetModel}' requires target type '${type}'`)
  }
  refuse(
    isX86(domain) && foreign.includes(targetType),
    `Serial device with target type '${targetType}' and target model '${targetModel}' not compatible with guest architecture or machine type`,
  )
}
