// What libvirt tells from the name of an x86 machine type (qemuDomainIsQ35 and its siblings).
import type { Domain } from './Domain.js'

type OfDomain = Pick<Domain, 'os'>

/** The 32 and 64 bit PC architectures. */
export function isX86({ os }: OfDomain): boolean {
  return os.arch === 'x86_64' || os.arch === 'i686'
}

const starts = ({ os }: OfDomain, ...prefixes: string[]): boolean =>
  prefixes.some(prefix => os.machine?.startsWith(prefix) ?? false)

/** PCI Express chipset of 2007. */
export function isQ35(domain: OfDomain): boolean {
  return isX86(domain) && (domain.os.machine === 'q35' || starts(domain, 'pc-q35'))
}

/** PCI chipset of 1996. */
export function isI440fx(domain: OfDomain): boolean {
  return isX86(domain) && (domain.os.machine === 'pc' || starts(domain, 'pc-0.', 'pc-1.', 'pc-i440', 'rhel'))
}

/** A PC without PCI. */
export function isIsaPc(domain: OfDomain): boolean {
  return isX86(domain) && domain.os.machine === 'isapc'
}

/** A machine without PCI and most legacy devices, for virtio-mmio guests. */
export function isMicrovm(domain: OfDomain): boolean {
  return isX86(domain) && domain.os.machine === 'microvm'
}

/** Whether there is a PCI bus to assign addresses on. */
export function hasPci(domain: OfDomain): boolean {
  return isQ35(domain) || isI440fx(domain)
}

/** Whether keyboard and mouse can be PS/2 ones. */
export function hasI8042(domain: OfDomain): boolean {
  return hasPci(domain) || isIsaPc(domain)
}

/** Whether a disk on IDE finds its controller built in. */
export function hasBuiltinIde(domain: OfDomain): boolean {
  return isI440fx(domain)
}
