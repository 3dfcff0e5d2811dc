// Rules of the families that have few of them.
import type { Audio } from '../../devices/audio.js'
import type { Filesystem } from '../../devices/filesystem.js'
import type { Graphics } from '../../devices/graphics.js'
import type { Input } from '../../devices/input.js'
import type { Iommu } from '../../devices/iommu.js'
import type { Redirdev } from '../../devices/redirdev.js'
import type { Rng } from '../../devices/rng.js'
import type { Shmem } from '../../devices/shmem.js'
import type { Smartcard } from '../../devices/smartcard.js'
import type { Sound } from '../../devices/sound.js'
import type { Tpm } from '../../devices/tpm.js'
import type { Vsock } from '../../devices/vsock.js'
import type { Domain } from '../../Domain.js'
import type { DeviceValidator } from '../DeviceValidator.js'
import { refuse } from '../refuse.js'
import { validateCharSource } from './validateCharacterDevice.js'

const xml = (condition: boolean, detail: string) => refuse(condition, detail, 'XML_ERROR')

export const validateAudio: DeviceValidator<Audio> = (audio, { devices }) => {
  const same = devices.audio.filter(({ id }) => id === audio.id)
  xml(same.length > 1, `audio ID ${audio.id} is used multiple times`)
  for (const direction of [audio.input, audio.output]) {
    const fixed = direction?.fixedSettings === true
    refuse(direction?.settings !== undefined && !fixed, 'audio settings specified without fixed settings flag')
    refuse(fixed && direction?.mixingEngine !== true, 'fixed audio settings requires mixing engine')
  }
}

function refuseMissingAudio(id: number | undefined, { devices }: Domain): void {
  xml(id !== undefined && !devices.audio.some(audio => audio.id === id), `no audio device with ID ${id}`)
}

export const validateSound: DeviceValidator<Sound> = ({ audioId }, domain) => refuseMissingAudio(audioId, domain)

export const validateGraphics: DeviceValidator<Graphics> = (graphics, domain) => {
  for (const listen of graphics.listens) {
    xml(
      listen.type === 'network' && listen.network === undefined,
      "'network' attribute is required for listen type 'network'",
    )
  }
  if (graphics.type === 'vnc' || graphics.type === 'dbus') refuseMissingAudio(graphics.audioId, domain)
  if (graphics.type === 'dbus') {
    xml(graphics.p2p === true && graphics.address !== undefined, 'D-Bus p2p with an address is not supported')
  }
}

export const validateFilesystem: DeviceValidator<Filesystem> = ({ driver, info }) => {
  refuse(info.bootIndex !== undefined && driver?.type !== 'virtiofs', 'boot order is only supported for virtiofs')
}

export const validateInput: DeviceValidator<Input> = ({ type, bus, model, source, virtio }) => {
  const ps2 = type === 'mouse' || type === 'keyboard'
  refuse(bus === 'ps2' && !ps2, `ps2 bus does not support ${type} input device`, 'INTERNAL_ERROR')
  const virtioModel = model?.startsWith('virtio') ?? false
  refuse(virtioModel && bus !== 'virtio', `only bus 'virtio' is supported for input model '${model}'`)
  refuse(type === 'passthrough' && bus !== 'virtio', "only bus 'virtio' is supported for 'passthrough' input devices")
  refuse(
    type !== 'passthrough' && type !== 'evdev' && source !== undefined,
    'setting source evdev path only supported for passthrough input devices',
  )
  refuse(type === 'evdev' && bus !== undefined && bus !== 'none', "input evdev doesn't support bus element")
  if (bus === 'virtio' || !virtio) return
  refuse(virtio.iommu !== undefined, 'iommu driver option is only supported for virtio devices')
  refuse(virtio.ats !== undefined, 'ats driver option is only supported for virtio devices')
  refuse(virtio.packed !== undefined, 'packed driver option is only supported for virtio devices')
}

export const validateIommu: DeviceValidator<Iommu> = ({ model, driver, info }) => {
  if (model === 'virtio' || model === 'smmuv3') {
    const additional = Object.values(driver).some(value => value !== undefined)
    xml(additional, `iommu model '${model}' doesn't support additional attributes`)
  }
  refuse(model !== 'virtio' && info.address !== undefined, `iommu model '${model}' can't have address`)
}

export const validateRedirdev: DeviceValidator<Redirdev> = ({ source }, { devices }) => {
  const disabled = devices.controller.some(one => one.type === 'usb' && one.model === 'none')
  xml(disabled, 'cannot add redirected USB device: USB is disabled for this domain')
  validateCharSource(source)
}

export const validateRng: DeviceValidator<Rng> = ({ backend }) => {
  if (backend.model === 'egd') validateCharSource(backend.source)
}

export const validateSmartcard: DeviceValidator<Smartcard> = card => {
  refuse(
    card.info.address !== undefined && card.info.address.type !== 'ccid',
    "Controllers must use the 'ccid' address type",
  )
  if (card.mode === 'passthrough') validateCharSource(card.source)
}

export const validateShmem: DeviceValidator<Shmem> = ({ name }) => {
  refuse(name.includes('/'), "shmem name cannot include '/' character")
  refuse(name === '.', "shmem name cannot be equal to '.'")
  refuse(name === '..', "shmem name cannot be equal to '..'")
}

export const validateTpm: DeviceValidator<Tpm> = ({ backend }) => {
  if (backend.type === 'emulator') {
    xml(
      backend.activePcrBanks.length > 0 && backend.version !== '2.0',
      "<active_pcr_banks/> requires TPM version '2.0'",
    )
  } else if (backend.type === 'external') {
    const { source } = backend
    refuse(source.type !== 'unix', "only source type 'unix' is supported for external TPM device")
    refuse(source.type === 'unix' && source.listen, "only 'client' mode is supported for external TPM device")
    refuse(source.type === 'unix' && source.path === undefined, 'missing socket path for external TPM device')
  }
}

/** Context ids 0 to 2 are the hypervisor's, local and the host's. */
const firstGuestCid = 3

export const validateVsock: DeviceValidator<Vsock> = ({ cid }) => {
  refuse(cid !== undefined && cid < firstGuestCid, 'guest CIDs must be >= 3')
}
