// The UUID by which hosts tell each other apart, such as the two ends of a migration.
import { readFile } from 'node:fs/promises'
import { parseUuid } from '../model/xml/parseUuid.js'

export type HostUuidSource = 'smbios' | 'machine-id'

const places: Readonly<Record<HostUuidSource, string>> = {
  smbios: '/sys/class/dmi/id/product_uuid',
  'machine-id': '/etc/machine-id',
}

/**
 * The UUID of this machine: the one its firmware has, or that of the installed system where there is none.
 * @returns undefined when neither is there or may be read
 */
export async function machineUuid(
  preferred: HostUuidSource,
  read: (path: string) => Promise<string> = path => readFile(path, 'latin1'),
): Promise<string | undefined> {
  const order = preferred === 'smbios' ? (['smbios', 'machine-id'] as const) : (['machine-id'] as const)
  for (const source of order) {
    const text = await read(places[source]).catch(() => '')
    const uuid = parseUuid(text.trim())
    // Vendors who fill the field with one digit gave many hosts the same UUID.
    if (uuid !== undefined && !/^(.)\1*$/.test(uuid.replaceAll('-', ''))) return uuid
  }
  return undefined
}
