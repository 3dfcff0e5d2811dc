// Sound: the host's back ends and the guest's cards.
import type { Domain } from '../../../model/domain/Domain.js'
import type { Audio, AudioDirection, AudioType } from '../../../model/domain/devices/audio.js'
import type { Sound } from '../../../model/domain/devices/sound.js'
import { addressProperties } from './addressProperties.js'
import { aliasOf } from './characterDevices.js'
import { type CommandOption, device, type DeviceProperties, type Properties } from './CommandOption.js'
import { virtioDriver, virtioProperties } from './virtioDevice.js'

const drivers: Partial<Record<AudioType, string>> = { pulseaudio: 'pa', file: 'wav' }

function direction(given: AudioDirection | undefined): Properties | undefined {
  if (given === undefined) return undefined
  const { settings } = given
  const properties: Properties = {
    'mixing-engine': given.mixingEngine,
    'fixed-settings': given.fixedSettings,
    voices: given.voices,
    'buffer-length': given.bufferLength,
    frequency: settings?.frequency,
    channels: settings?.channels,
    format: settings?.format,
    dev: given.dev,
    'buffer-count': given.bufferCount,
    'try-poll': given.tryPoll,
    name: given.name,
    'stream-name': given.streamName,
    latency: given.latency,
    'server-name': given.serverName,
    'client-name': given.clientName,
    'connect-ports': given.connectPorts,
    'exact-name': given.exactName,
  }
  return Object.values(properties).every(value => value === undefined) ? undefined : properties
}

function audioOption(audio: Audio): CommandOption {
  return {
    kind: 'audiodev',
    properties: {
      id: `audio${audio.id}`,
      driver: drivers[audio.type] ?? audio.type,
      'timer-period': audio.timerPeriod || undefined,
      'try-mmap': audio.tryMMap,
      exclusive: audio.exclusive,
      'dsp-policy': audio.dspPolicy,
      server: audio.type === 'pulseaudio' ? audio.serverName : undefined,
      path: audio.path,
      in: direction(audio.input),
      out: direction(audio.output),
    },
  }
}

export function audioOptions({ devices }: Domain): CommandOption[] {
  return devices.audio.map(audioOption)
}

/** Name of a back end: the one asked for, or the first. */
export function audioBackend({ devices }: Domain, id: number | undefined): string | undefined {
  const audio = id === undefined ? devices.audio[0] : devices.audio.find(each => each.id === id)
  return audio && `audio${audio.id}`
}

/** Environment the back ends need. */
export function audioEnvironment({ devices }: Domain): Record<string, string> {
  const environment: Record<string, string> = {}
  for (const audio of devices.audio) {
    if (audio.type === 'pipewire' && audio.runtimeDir !== undefined) environment.PIPEWIRE_RUNTIME_DIR = audio.runtimeDir
    if (audio.type === 'sdl' && audio.driver !== undefined) environment.SDL_AUDIODRIVER = audio.driver
  }
  return environment
}

const cards: Record<Exclude<Sound['model'], 'pcspk' | 'virtio'>, string> = {
  sb16: 'sb16',
  es1370: 'ES1370',
  ac97: 'AC97',
  ich6: 'intel-hda',
  ich9: 'ich9-intel-hda',
  ich7: 'ich7-intel-hda',
  usb: 'usb-audio',
}

const codecs = { duplex: 'hda-duplex', micro: 'hda-micro', output: 'hda-output' } as const

function codecOptions(sound: Sound, domain: Domain): CommandOption[] {
  const alias = aliasOf(sound.info)
  const kinds = sound.codecs.length > 0 ? sound.codecs : (['duplex'] as const)
  return kinds.map((kind, index) => {
    const audiodev = audioBackend(domain, sound.audioId)
    return device({ driver: codecs[kind], id: `${alias}-codec${index}`, bus: `${alias}.0`, cad: index, audiodev })
  })
}

/** Streams of a virtio card: one to play, one to record. */
const defaultStreams = 2

/** Properties of a sound card; undefined for the speaker, which the machine has. */
export function soundDevice(sound: Sound, domain: Domain): DeviceProperties | undefined {
  const { model, info } = sound
  if (model === 'pcspk') return undefined
  const hda = model === 'ich6' || model === 'ich9'
  return {
    driver: model === 'virtio' ? virtioDriver('virtio-sound', info) : cards[model],
    ...virtioProperties(sound.virtio),
    id: aliasOf(info),
    multi: model === 'usb' ? sound.multichannel : undefined,
    audiodev: hda ? undefined : audioBackend(domain, sound.audioId),
    streams: model === 'virtio' ? (sound.streams ?? defaultStreams) : undefined,
    ...addressProperties(domain, info),
  }
}

/** All sound cards with their codecs. */
export function soundOptions(domain: Domain): CommandOption[] {
  return domain.devices.sound.flatMap(sound => {
    const properties = soundDevice(sound, domain)
    if (properties === undefined) return []
    const hda = sound.model === 'ich6' || sound.model === 'ich9'
    return [device(properties), ...(hda ? codecOptions(sound, domain) : [])]
  })
}
