// What QEMU cannot do for the families that have few rules.
import type { Audio } from '../../devices/audio.js'
import type { Input } from '../../devices/input.js'
import type { Memballoon } from '../../devices/memballoon.js'
import type { Memory } from '../../devices/memory.js'
import type { Panic } from '../../devices/panic.js'
import type { Shmem } from '../../devices/shmem.js'
import type { Smartcard } from '../../devices/smartcard.js'
import type { Sound } from '../../devices/sound.js'
import type { Tpm } from '../../devices/tpm.js'
import type { Watchdog } from '../../devices/watchdog.js'
import type { Domain } from '../../Domain.js'
import { isQ35, isX86 } from '../../machineKind.js'
import { refuse } from '../refuse.js'
import type { Lacks } from './qemuDeviceValidators.js'

export function validateQemuInput({ type, bus, model }: Input, lacks: Lacks): void {
  refuse(bus === 'xen' || bus === 'parallels', `unsupported input bus ${bus}`, 'INTERNAL_ERROR')
  const transitional = model === 'virtio-transitional' || model === 'virtio-non-transitional'
  refuse(
    bus === 'virtio' && type !== 'passthrough' && transitional,
    `virtio (non-)transitional models are not supported for input type=${type}`,
  )
  refuse(bus === 'usb' && type === 'keyboard' && lacks('usb-kbd'), 'usb keyboard is not supported by this QEMU binary')
}

export function validateQemuMemballoon({ model, autodeflate, freePageReporting }: Memballoon, lacks: Lacks): void {
  refuse(model === 'xen', `Memory balloon device type '${model}' is not supported by this version of qemu`)
  refuse(
    autodeflate !== undefined && lacks('virtio-balloon-pci.deflate-on-oom'),
    'deflate-on-oom is not supported by this QEMU binary',
  )
  refuse(
    freePageReporting !== undefined && lacks('virtio-balloon.free-page-reporting'),
    'freePageReporting is not supported by this QEMU binary',
  )
}

const memoryFlags: Readonly<Record<Memory['model'], readonly [string, string]>> = {
  dimm: ['pc-dimm', "memory hotplug isn't supported by this QEMU binary"],
  nvdimm: ['nvdimm', "nvdimm isn't supported by this QEMU binary"],
  'virtio-pmem': ['virtio-pmem-pci', "virtio-pmem isn't supported by this QEMU binary"],
  'virtio-mem': ['virtio-mem-pci', "virtio-mem isn't supported by this QEMU binary"],
  'sgx-epc': ['sgx-epc', "sgx epc isn't supported by this QEMU binary"],
}

export function validateQemuMemory({ model }: Memory, lacks: Lacks): void {
  const [flag, text] = memoryFlags[model]
  refuse(lacks(flag), text)
}

export function validateQemuPanic({ model, info }: Panic, domain: Domain, lacks: Lacks): void {
  switch (model) {
    case 's390':
      refuse(isX86(domain), "only S390 guests support panic device of model 's390'")
      break
    case 'hyperv':
      refuse(!isX86(domain), "only i686 and x86_64 guests support panic device of model 'hyperv'")
      refuse(info.address !== undefined, "setting the panic device address is not supported for model 'hyperv'")
      break
    case 'pseries':
      refuse(isX86(domain), "only pSeries guests support panic device of model 'pseries'")
      break
    case 'isa':
      refuse(lacks('pvpanic'), 'the QEMU binary does not support the ISA panic device')
      refuse(info.address !== undefined && info.address.type !== 'isa', 'panic is supported only with ISA address type')
      break
    case 'pvpanic':
      refuse(lacks('pvpanic-pci'), 'the QEMU binary does not support the PVPANIC panic device')
      break
    default:
  }
}

const smallestShmem = 1n << 20n

export function validateQemuShmem({ model, size }: Shmem, lacks: Lacks): void {
  const powerOfTwo = size === undefined || (size & (size - 1n)) === 0n
  refuse(
    size !== undefined && (!powerOfTwo || size < smallestShmem),
    'shmem size must be a power of 2 and at least 1 MiB (1024 KiB)',
    'XML_ERROR',
  )
  const modern = model === 'ivshmem-plain' || model === 'ivshmem-doorbell'
  refuse(modern && lacks(model), `shmem model '${model}' is not supported by this QEMU binary`)
  refuse(model === 'ivshmem', 'ivshmem device is not supported with this QEMU binary')
}

export function validateQemuSound({ model }: Sound, lacks: Lacks): void {
  refuse(model === 'ich7', `sound card model '${model}' is not supported by qemu`)
  refuse(model === 'virtio' && lacks('virtio-sound'), 'virtio sound card is not supported by this QEMU binary')
  refuse(model === 'usb' && lacks('usb-audio'), 'usb-audio controller is not supported by this QEMU binary')
  refuse(
    model === 'ich9' && lacks('ich9-intel-hda'),
    'The ich9-intel-hda audio controller is not supported in this QEMU binary',
  )
}

const tpmFlags: Readonly<Record<string, string>> = {
  'tpm-tis': 'tpm-tis',
  'tpm-crb': 'tpm-crb',
  'tpm-spapr': 'tpm-spapr',
}

export function validateQemuTpm({ model, backend }: Tpm, { devices }: Domain, emulator: string, lacks: Lacks): void {
  const proxies = devices.tpm.filter(tpm => tpm.model === 'tpm-spapr-proxy').length
  refuse(proxies > 1, 'only a single TPM Proxy device is supported')
  refuse(devices.tpm.length - proxies > 1, 'only a single TPM non-proxy device is supported')
  if (backend.type === 'emulator' && backend.version === '1.2') {
    refuse(model === 'tpm-crb', `Unsupported interface 'tpm-crb' for TPM 1.2`)
    refuse(model === 'tpm-spapr', 'TPM 1.2 is not supported with the SPAPR device model')
  }
  const flag = backend.type === 'passthrough' ? 'tpm-passthrough' : 'tpm-emulator'
  refuse(lacks(flag), `The QEMU executable ${emulator} does not support TPM backend type ${backend.type}`)
  const device = tpmFlags[model ?? '']
  refuse(device !== undefined && lacks(device), `The QEMU executable ${emulator} does not support TPM model ${model}`)
}

export function validateQemuWatchdog({ model, info }: Watchdog, domain: Domain): void {
  const { address } = info
  switch (model) {
    case 'i6300esb':
      refuse(address !== undefined && address.type !== 'pci', `${model} model of watchdog can go only on PCI bus`)
      break
    case 'ib700':
      refuse(
        address !== undefined && address.type !== 'isa',
        `${model} model of watchdog does not support configuring the address`,
      )
      break
    case 'diag288':
      refuse(address !== undefined, `${model} model of watchdog is virtual and cannot go on any bus.`)
      refuse(isX86(domain), `${model} model of watchdog is allowed for s390 and s390x only`)
      break
    case 'itco':
      refuse(address !== undefined, `${model} model of watchdog does not support configuring the address`)
      refuse(!isQ35(domain), `${model} model of watchdog is only supported with q35 machine type`)
      break
    default:
  }
}

/** QEMU has one reader with one slot. */
export function validateQemuSmartcard({ info }: Smartcard, { devices }: Domain): void {
  const { address } = info
  const elsewhere = address?.type === 'ccid' && (address.controller !== 0 || address.slot !== 0)
  refuse(devices.smartcard.length > 1 || elsewhere, 'this QEMU binary lacks multiple smartcard support')
}

export function validateQemuAudio({ type }: Audio, { devices }: Domain): void {
  const spice = devices.graphics.some(graphics => graphics.type === 'spice')
  refuse(type === 'spice' && !spice, 'Spice audio is not supported without spice graphics')
}

export function validateQemuNvram(): void {
  refuse(true, 'nvram device is only supported for PPC64')
}
