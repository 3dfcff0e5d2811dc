// Tells machine families apart by the machine type's name.
import type { Domain } from '../../../model/domain/Domain.js'

type WithMachine = Pick<Domain, 'os'>

/** `q35` and its versions. */
export function isQ35({ os }: WithMachine): boolean {
  return os.machine === 'q35' || (os.machine?.startsWith('pc-q35-') ?? false)
}

/** `pc` and its versions, also under the names of old releases. */
export function isI440fx({ os }: WithMachine): boolean {
  const machine = os.machine ?? ''
  return (
    machine === 'pc' ||
    machine === 'ubuntu' ||
    /^pc-(i440fx-|0\.|1\.|wily|xenial|yakkety|zesty|artful|bionic|cosmic)/.test(machine) ||
    /^rhel\d/.test(machine)
  )
}

/** x86 of 32 or 64 bits. */
export function isX86({ os }: WithMachine): boolean {
  return os.arch === 'x86_64' || os.arch === 'i686'
}

/** A machine that has neither PCI nor ACPI. */
export function isIsaPc({ os }: WithMachine): boolean {
  return os.machine === 'isapc'
}

/** A board of x86 without legacy devices. */
export function isMicrovm({ os }: WithMachine): boolean {
  return os.machine === 'microvm'
}
