import type { Interface } from '../../devices/interface.js'
import type { CompleteQemuDevice } from '../completeQemuDevices.js'
import { hasFlag } from '../PostParseStep.js'

/** Cards, from the one most guests have a driver for. */
const candidates = [
  { model: 'rtl8139', flag: 'rtl8139' },
  { model: 'e1000', flag: 'e1000' },
  { model: 'virtio', flag: 'virtio-net' },
] as const

export const completeInterface: CompleteQemuDevice<Interface> = (card, _domain, qemu) => {
  const { type } = card.connection
  if (card.model !== undefined || type === 'hostdev') return
  // vDPA devices are virtio ones, whatever is in front of them.
  if (type === 'vdpa') card.model = 'virtio'
  else card.model = candidates.find(({ flag }) => hasFlag(qemu, flag))?.model
}
