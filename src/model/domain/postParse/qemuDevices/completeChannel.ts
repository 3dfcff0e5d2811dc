import type { Channel } from '../../devices/characterDevice.js'
import type { CompleteQemuDevice } from '../completeQemuDevices.js'

/** Port of the channel through which a SPICE client talks to the agent in the guest. */
const spiceAgent = 'com.redhat.spice.0'

export const completeChannel: CompleteQemuDevice<Channel> = ({ source, target }) => {
  const agent = source.type === 'spicevmc' || source.type === 'qemu-vdagent'
  if (agent && target.type === 'virtio') target.name ??= spiceAgent
}
