// What makes a domain's behaviour depend on things libvirt does not vouch for (virDomainTaintFlags), read off its definition.
import type { Domain } from '../../model/domain/Domain.js'

interface Taint {
  readonly text: string
  readonly of: (domain: Domain) => boolean
}

/** In libvirt's order. */
const taints: readonly Taint[] = [
  {
    text: 'running with undesirable elevated privileges',
    of: ({ devices }) => devices.disk.some(({ rawio }) => rawio === true),
  },
  {
    text: 'network configuration using opaque shell scripts',
    of: ({ devices }) => devices.interface.some(({ script }) => script !== undefined),
  },
  {
    text: 'use of host cdrom passthrough',
    of: ({ devices }) => devices.disk.some(({ device, source }) => device === 'cdrom' && source.type === 'block'),
  },
  { text: 'custom device tree blob used', of: ({ os }) => os.dtb !== undefined },
]

/** The taints of a definition, in words. */
export const taintsOf = (domain: Domain): string[] => taints.filter(({ of }) => of(domain)).map(({ text }) => text)
