// The table of device families: how each element below `<devices>` is read and written.
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { formatAudio, parseAudio } from './audio.js'
import { formatCrypto, parseCrypto } from './crypto.js'
import type { DeviceKind, DeviceOf } from './Device.js'
import { formatFilesystem, parseFilesystem } from './filesystem.js'
import { formatCharacterDevice } from './formatCharacterDevice.js'
import { formatController } from './formatController.js'
import { formatDisk } from './formatDisk.js'
import { formatGraphics } from './formatGraphics.js'
import { formatHostdev } from './formatHostdev.js'
import { formatInterface } from './formatInterface.js'
import { formatHub, parseHub } from './hub.js'
import { formatInput, parseInput } from './input.js'
import { formatIommu, parseIommu } from './iommu.js'
import { formatLease, parseLease } from './lease.js'
import { formatMemballoon, parseMemballoon } from './memballoon.js'
import { formatMemory, parseMemory } from './memory.js'
import { formatNvram, parseNvram } from './nvram.js'
import { formatPanic, parsePanic } from './panic.js'
import { parseChannel, parseConsole, parseParallel, parseSerial } from './parseCharacterDevice.js'
import { parseController } from './parseController.js'
import { parseDisk } from './parseDisk.js'
import { parseGraphics } from './parseGraphics.js'
import { parseHostdev } from './parseHostdev.js'
import { parseInterface } from './parseInterface.js'
import { formatPstore, parsePstore } from './pstore.js'
import { formatRedirdev, parseRedirdev } from './redirdev.js'
import { formatRedirfilter, parseRedirfilter } from './redirfilter.js'
import { formatRng, parseRng } from './rng.js'
import { formatShmem, parseShmem } from './shmem.js'
import { formatSmartcard, parseSmartcard } from './smartcard.js'
import { formatSound, parseSound } from './sound.js'
import { formatTpm, parseTpm } from './tpm.js'
import { formatVideo, parseVideo } from './video.js'
import { formatVsock, parseVsock } from './vsock.js'
import { formatWatchdog, parseWatchdog } from './watchdog.js'

interface DeviceFamily<D> {
  parse(element: XmlElement, options: ParseOptions): D
  format(writer: XmlWriter, device: D, options: FormatOptions): void
}

/** Every family, by element name. */
export const deviceFamilies: { readonly [K in DeviceKind]: DeviceFamily<DeviceOf<K>> } = {
  audio: { parse: parseAudio, format: formatAudio },
  channel: { parse: parseChannel, format: formatCharacterDevice },
  console: { parse: parseConsole, format: formatCharacterDevice },
  controller: { parse: parseController, format: formatController },
  crypto: { parse: parseCrypto, format: formatCrypto },
  disk: { parse: parseDisk, format: formatDisk },
  filesystem: { parse: parseFilesystem, format: formatFilesystem },
  graphics: { parse: parseGraphics, format: formatGraphics },
  hostdev: { parse: parseHostdev, format: formatHostdev },
  hub: { parse: parseHub, format: formatHub },
  input: { parse: parseInput, format: formatInput },
  interface: { parse: parseInterface, format: formatInterface },
  iommu: { parse: parseIommu, format: formatIommu },
  lease: { parse: parseLease, format: formatLease },
  memballoon: { parse: parseMemballoon, format: formatMemballoon },
  memory: { parse: parseMemory, format: formatMemory },
  nvram: { parse: parseNvram, format: formatNvram },
  panic: { parse: parsePanic, format: formatPanic },
  parallel: { parse: parseParallel, format: formatCharacterDevice },
  pstore: { parse: parsePstore, format: formatPstore },
  redirdev: { parse: parseRedirdev, format: formatRedirdev },
  redirfilter: { parse: parseRedirfilter, format: formatRedirfilter },
  rng: { parse: parseRng, format: formatRng },
  serial: { parse: parseSerial, format: formatCharacterDevice },
  shmem: { parse: parseShmem, format: formatShmem },
  smartcard: { parse: parseSmartcard, format: formatSmartcard },
  sound: { parse: parseSound, format: formatSound },
  tpm: { parse: parseTpm, format: formatTpm },
  video: { parse: parseVideo, format: formatVideo },
  vsock: { parse: parseVsock, format: formatVsock },
  watchdog: { parse: parseWatchdog, format: formatWatchdog },
}
