import { hasI8042 } from '../machineKind.js'
import type { QemuPostParseStep } from './PostParseStep.js'

/** A PC has a PS/2 mouse and keyboard whether or not someone asks. */
export const addDefaultInputs: QemuPostParseStep = domain => {
  if (!hasI8042(domain) || domain.features.switches.get('ps2') === false) return
  const { input } = domain.devices
  for (const type of ['mouse', 'keyboard'] as const) {
    const there = input.some(device => device.type === type && (device.bus === 'ps2' || device.bus === undefined))
    if (!there) input.push({ kind: 'input', type, bus: 'ps2', info: {} })
  }
}
