// The host and QEMU driver the domain goldens were recorded with: section 4 of the conformance contract.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { LibvirtError } from '../../../src/api/LibvirtError.js'
import type { DomainContext } from '../../../src/model/domain/DomainContext.js'
import {
  type FirmwareDescriptor,
  parseFirmwareDescriptor,
} from '../../../src/model/domain/firmware/FirmwareDescriptor.js'
import { firmwareFolders, firmwarePrecedence } from '../../../src/model/domain/firmware/firmwarePrecedence.js'
import { fixedRandom } from '../fixedRandom.js'
import { caseCapabilities } from './fixtureCapabilities.js'

/** What a case of the domain area is parsed with. */
export function caseDomainContext(root: string, params: Record<string, unknown>): DomainContext {
  const capabilities = caseCapabilities(root, params)
  const conf = record(params['conf'])
  return {
    ...genericDomainContext,
    qemu: {
      // Every qemu-system-ARCH is found in the fixture.
      defaultEmulator: arch => `/usr/bin/qemu-system-${arch === 'i686' ? 'i386' : arch}`,
      capabilities: emulator => (/qemu-system-(x86_64|i386)$|qemu-kvm$|kvm$/.test(emulator) ? capabilities : undefined),
      firmwares: fixtureFirmwares(root),
      nvramDirectory: '/var/lib/libvirt/qemu/nvram',
      spiceTls: conf['spice_tls'] === 1,
      libDirectory: '/var/lib/libvirt/qemu',
      memoryBackingDirectory: '/var/lib/libvirt/qemu/ram',
      channelTargetDirectory: '/var/run/libvirt/qemu/channel',
      audio: {
        vncAllowHostAudio: conf['vnc_allow_host_audio'] === 1,
        nographicsAllowHostAudio: conf['nographics_allow_host_audio'] === 1,
        hostDriver: stringOf(record(params['env'])['QEMU_AUDIO_DRV']),
      },
      host: { isPcie: () => undefined, isHostdevNetwork: name => name === 'hostdev' || name.startsWith('hostdev;') },
    },
  }
}

/** Parsing without a hypervisor driver. */
export const genericDomainContext: DomainContext = { random: fixedRandom, hostArch: 'x86_64', securityModel: 'none' }

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}

const stringOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const firmwares = new Map<string, readonly FirmwareDescriptor[]>()

function fixtureFirmwares(root: string): readonly FirmwareDescriptor[] {
  const known = firmwares.get(root)
  if (known) return known
  const files = firmwareFolders.map(folder => {
    const path = `${root}/fixtures/root${folder}`
    const names = existsSync(path) ? readdirSync(path) : []
    return names.map(name => ({ path: `${folder}/${name}`, text: readFileSync(`${path}/${name}`, 'utf8') }))
  })
  const read = firmwarePrecedence(files).flatMap(({ path, text }) => descriptor(path, text))
  firmwares.set(root, read)
  return read
}

/** A file that is no descriptor is ignored, as a daemon would with a warning. */
function descriptor(path: string, text: string): FirmwareDescriptor[] {
  try {
    return [parseFirmwareDescriptor(text, path)]
  } catch (error) {
    if (error instanceof LibvirtError) return []
    throw error
  }
}
