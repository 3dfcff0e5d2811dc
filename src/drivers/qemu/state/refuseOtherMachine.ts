import { LibvirtError } from '../../../api/LibvirtError.js'
import { allDevices, type Domain } from '../../../model/domain/Domain.js'
import { addressAttributes } from '../../../model/domain/devices/address.js'

/** What a guest that went to sleep would miss or find changed when it wakes, with libvirt's words for it. */
const parts: readonly (readonly [what: string, of: (domain: Domain) => string | number | undefined])[] = [
  ['uuid', ({ uuid }) => uuid],
  ['name', ({ name }) => name],
  ['domain virt type', ({ type }) => type],
  ['max memory', ({ memory }) => memory.total],
  ['vCPU maximum', ({ vcpus }) => vcpus.list.length],
  ['domain architecture', ({ os }) => os.arch],
  ['OS type', ({ os }) => os.type],
  ['machine type', ({ os }) => os.machine],
  ['CPU model', ({ cpu }) => cpu?.model],
]

/**
 * Makes sure that a document describes the machine a saved guest knows: paths and labels of the host may differ.
 * @throws LibvirtError CONFIG_UNSUPPORTED naming the first difference
 */
export function refuseOtherMachine(wanted: Domain, saved: Domain): void {
  for (const [what, of] of parts) {
    if (of(wanted) === of(saved)) continue
    throw refusal(`Target ${what} '${of(wanted)}' does not match source '${of(saved)}'`)
  }
  const [ours, theirs] = [devicesOf(wanted), devicesOf(saved)]
  const added = ours.find(device => !theirs.includes(device))
  const missing = theirs.find(device => !ours.includes(device))
  if (added !== undefined) throw refusal(`Target device ${added} does not match any of the source`)
  if (missing !== undefined) throw refusal(`Target device ${missing} is missing`)
}

/** Each device as the guest meets it: its kind, its place, and the name it has there. */
function devicesOf(domain: Domain): string[] {
  return [...allDevices(domain)].map(device => {
    const address = 'info' in device ? device.info.address : undefined
    const place = address ? Object.values(addressAttributes(address)).join(':') : ''
    const target = 'target' in device && typeof device.target === 'string' ? device.target : ''
    return [device.kind, target, address?.type ?? '', place].filter(part => part !== '').join(' ')
  })
}

function refusal(text: string): LibvirtError {
  return new LibvirtError('CONFIG_UNSUPPORTED', text, { hint: 'A saved guest goes on in the machine it knows' })
}
