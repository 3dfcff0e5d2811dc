import { LibvirtError } from '../../../api/LibvirtError.js'
import type { CharSource } from '../devices/charSource.js'
import type { Console, Serial } from '../devices/characterDevice.js'
import type { PostParseStep } from './PostParseStep.js'

/** Serial ports that guests use as their console. */
const consoleLike: readonly Serial['targetType'][] = [
  undefined,
  'isa-serial',
  'spapr-vio-serial',
  'system-serial',
  'sclp-serial',
]

/**
 * The first console of a full virtual machine is its first serial port: a console alone brings the port, a port alone
 * brings the console, and of two that differ the port wins (virDomainDefAddConsoleCompat).
 */
export const mirrorConsole: PostParseStep = ({ os, devices }) => {
  if (os.type !== 'hvm') return
  const { console, serial } = devices
  if (console.slice(1).some(({ targetType = 'serial' }) => targetType === 'serial')) {
    throw new LibvirtError('CONFIG_UNSUPPORTED', 'Only the first console can be a serial port')
  }
  const [first] = console
  const [port] = serial
  if (first && (first.targetType === 'serial' || first.targetType === undefined)) {
    if (!port) {
      serial.push({ kind: 'serial', source: first.source, info: first.info })
      console[0] = stub(first.source)
    } else if (sameSource(port.source, first.source)) {
      first.targetType = 'serial'
    } else {
      console[0] = stub(port.source)
    }
  } else if (port && consoleLike.includes(port.targetType)) {
    console.unshift(stub(port.source))
  }
  for (const [number, one] of console.entries()) one.port = number
}

function stub(source: CharSource): Console {
  return { kind: 'console', targetType: 'serial', source, info: {} }
}

const sameSource = (a: CharSource, b: CharSource): boolean => JSON.stringify(a) === JSON.stringify(b)
