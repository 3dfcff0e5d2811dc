import type { Audio, AudioType } from '../devices/audio.js'
import type { QemuEnvironment, QemuPostParseStep } from './PostParseStep.js'

/** The audio backend that goes with the displays, when the document has none. */
export const addDefaultAudio: QemuPostParseStep = ({ devices }, qemu) => {
  if (devices.audio.length > 0) return
  let type: AudioType | 'host' | undefined
  for (const graphics of devices.graphics) {
    if (graphics.type === 'vnc') type = qemu.audio.vncAllowHostAudio ? 'host' : 'none'
    else if (graphics.type === 'spice') type = 'spice'
    else if (graphics.type === 'sdl') type = 'host'
  }
  if (devices.graphics.length === 0) type = qemu.audio.nographicsAllowHostAudio ? 'host' : 'none'
  if (type === 'host') type = hostBackend(qemu)
  if (type !== undefined) devices.audio.push(backend(type))
}

const backend = (type: AudioType): Audio => ({ kind: 'audio', id: 1, type })

/** QEMU_AUDIO_DRV's names where they differ from libvirt's. */
const hostDrivers: Readonly<Record<string, AudioType>> = {
  alsa: 'alsa',
  coreaudio: 'coreaudio',
  none: 'none',
  oss: 'oss',
  pa: 'pulseaudio',
  sdl: 'sdl',
  spice: 'spice',
  wav: 'file',
}

function hostBackend({ audio }: QemuEnvironment): AudioType | undefined {
  return audio.hostDriver === undefined ? undefined : hostDrivers[audio.hostDriver]
}
