// Owns the status files of running guests, NAME.xml below /run/libvirt/qemu. A reboot of the host clears them, which is what
// makes "is it running" answerable.
import { basename, join } from 'node:path'
import type { Files } from '../../../host/Files.js'
import type { DomainContext } from '../../../model/domain/DomainContext.js'
import { formatGuestStatus, type GuestStatus, parseGuestStatus } from './GuestStatus.js'

export class StatusFolder {
  constructor(
    readonly folder: string,
    readonly files: Files,
  ) {}

  /** Records what is true of a guest, or about to become true. @throws LibvirtError SYSTEM_ERROR */
  async save(name: string, status: GuestStatus): Promise<void> {
    await this.files.replace(this.#path(name), formatGuestStatus(status))
  }

  async remove(name: string): Promise<void> {
    await this.files.remove(this.#path(name))
  }

  /** Every guest on record, by name. A file that cannot be understood is set aside and handed to `onDamage`. */
  async load(
    context: DomainContext,
    onDamage: (name: string, path: string, aside: string, error: unknown) => void,
  ): Promise<{ readonly name: string; readonly status: GuestStatus }[]> {
    const guests: { name: string; status: GuestStatus }[] = []
    const files = await this.files.list(this.folder)
    // What was being written when a daemon was killed.
    for (const file of files.filter(name => name.endsWith('.xml.new'))) await this.files.remove(join(this.folder, file))
    for (const file of files.filter(name => name.endsWith('.xml'))) {
      const name = basename(file, '.xml')
      const path = join(this.folder, file)
      const text = await this.files.read(path)
      if (text === undefined) continue
      try {
        guests.push({ name, status: parseGuestStatus(text, context) })
      } catch (error) {
        onDamage(name, path, await this.files.setAside(path), error)
      }
    }
    return guests
  }

  #path(name: string): string {
    return join(this.folder, `${name}.xml`)
  }
}
