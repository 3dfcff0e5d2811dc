import type { Sound } from '../../devices/sound.js'
import type { CompleteQemuDevice } from '../completeQemuDevices.js'

/** One stream to play, one to record. */
const virtioStreams = 2

export const completeSound: CompleteQemuDevice<Sound> = sound => {
  if (sound.model === 'virtio') sound.streams ??= virtioStreams
}
