import type { Panic } from '../../devices/panic.js'
import { isX86 } from '../../machineKind.js'
import type { CompleteQemuDevice } from '../completeQemuDevices.js'

export const completePanic: CompleteQemuDevice<Panic> = (panic, domain) => {
  if (isX86(domain)) panic.model ??= 'isa'
}
