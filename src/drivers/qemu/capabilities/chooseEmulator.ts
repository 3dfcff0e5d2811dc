// Which emulator, virt type and machine a question about an emulator is about: callers may leave all of it open.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { acceleratorCapabilities, canonicalMachine, findMachine } from '../../../model/capabilities/machineTypes.js'
import type { QemuCapabilities } from '../../../model/capabilities/QemuCapabilities.js'
import type { Emulators } from '../Emulators.js'
import { architectures } from '../../../model/architectures.js'
import { isNative } from './emulatorCandidates.js'

/** What a caller says about the emulator. */
export interface EmulatorWish {
  readonly emulator?: string | undefined
  readonly arch?: string | undefined
  readonly machine?: string | undefined
  readonly virtType?: string | undefined
}

export interface ChosenEmulator {
  readonly capabilities: QemuCapabilities
  readonly virtType: 'kvm' | 'qemu'
  /** As the caller named it; undefined for the default. */
  readonly machine: string | undefined
}

/** @throws LibvirtError INVALID_ARG naming what does not fit */
export async function chooseEmulator(
  wish: EmulatorWish,
  emulators: Pick<Emulators, 'capabilities' | 'find'>,
  hostArch: string,
): Promise<ChosenEmulator> {
  const refuse = (text: string): never => {
    throw new LibvirtError('INVALID_ARG', text)
  }
  const { virtType: wantedType, machine } = wish
  if (wantedType !== undefined && wantedType !== 'kvm' && wantedType !== 'qemu') {
    refuse(`unknown virttype: ${wantedType}`)
  }
  if (wish.arch && !architectures.includes(wish.arch)) refuse(`unknown architecture: ${wish.arch}`)
  const arch = wish.arch ?? hostArch
  const emulator =
    wish.emulator ??
    (await emulators.find(arch)) ??
    refuse(`unable to find any emulator to serve '${arch}' architecture`)
  const capabilities = await emulators.capabilities(emulator)
  if (wish.arch && capabilities.arch !== wish.arch && !isNative(capabilities.arch, wish.arch)) {
    refuse(`architecture from emulator '${capabilities.arch}' doesn't match given architecture '${wish.arch}'`)
  }
  const virtType = wantedType ?? (capabilities.kvm ? 'kvm' : 'qemu')
  if (virtType === 'kvm' && !capabilities.kvm) refuse(`KVM is not supported by '${emulator}' on this host`)
  const known = acceleratorCapabilities(capabilities, virtType).machines.length > 0
  if (
    machine !== undefined &&
    known &&
    !findMachine(capabilities, virtType, canonicalMachine(capabilities, virtType, machine))
  ) {
    refuse(`the machine '${machine}' is not supported by emulator '${emulator}'`)
  }
  return { capabilities, virtType: virtType === 'kvm' ? 'kvm' : 'qemu', machine }
}
