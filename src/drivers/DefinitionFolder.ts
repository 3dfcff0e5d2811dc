// Owns a folder of persistent definitions in libvirt's layout: NAME.xml, and a link in autostart/ for those that start with
// the host. Knows nothing of what the definitions say.
import { basename, join } from 'node:path'
import type { Files } from '../host/Files.js'
import { openSeal, seal, type Sealed } from './seal.js'

export interface StoredDefinition {
  /** Name by the file; the document has to agree. */
  readonly name: string
  readonly path: string
  readonly text: string
  readonly autostart: boolean
  /** Whether it is known to be as `save` wrote it, under these conditions. */
  readonly isSealed: Sealed['holds']
}

export class DefinitionFolder {
  readonly #autostart: string
  #made = false
  #swept = false

  /** @param editCommand what the comment on top of each file recommends, e.g. `virsh edit` */
  constructor(
    readonly folder: string,
    readonly editCommand: string,
    readonly files: Files,
  ) {
    this.#autostart = join(folder, 'autostart')
  }

  /** Every definition in the folder, by name. One that cannot be read is handed to `onFailure` and left out. */
  async load(onFailure: (path: string, error: unknown) => void): Promise<StoredDefinition[]> {
    const files = await this.files.list(this.folder)
    if (!this.#swept) await this.#sweep(files)
    const names = files.filter(isDefinition)
    const started = new Set(await this.files.list(this.#autostart))
    const stored: StoredDefinition[] = []
    for (const [file, text] of await this.files.readMany(this.folder, names, onFailure)) {
      const path = join(this.folder, file)
      const { document, holds } = openSeal(text.startsWith(warningStart) ? text.slice(text.indexOf('\n') + 1) : text)
      const name = basename(file, '.xml')
      stored.push({ name, path, text: document, autostart: started.has(file), isSealed: holds })
    }
    return stored
  }

  /** Where a definition lies. */
  pathOf(name: string): string {
    return join(this.folder, `${name}.xml`)
  }

  /**
   * Writes a definition durably.
   * @param conditions under which whoever loads it may believe that it is unchanged; it is not sealed without them
   * @throws LibvirtError SYSTEM_ERROR; an older text is then still there
   */
  async save(name: string, xml: string, conditions?: string): Promise<void> {
    if (!this.#made) await this.files.makeFolder(this.folder, { mode: 0o700 })
    this.#made = true
    const text = conditions === undefined ? xml : seal(xml, conditions)
    await this.files.replace(this.pathOf(name), warning(`${this.editCommand} ${name}`) + text)
  }

  /** Removes a definition with its autostart link. */
  async remove(name: string): Promise<void> {
    await this.files.remove(join(this.#autostart, `${name}.xml`))
    await this.files.remove(this.pathOf(name))
  }

  /** Nobody has begun to write by the time of the first reading. */
  async #sweep(files: readonly string[]): Promise<void> {
    this.#swept = true
    for (const file of files.filter(isUnfinished)) await this.files.remove(join(this.folder, file))
  }

  async setAutostart(name: string, on: boolean): Promise<void> {
    const path = join(this.#autostart, `${name}.xml`)
    if (!on) return this.files.remove(path)
    await this.files.makeFolder(this.#autostart, { mode: 0o700 })
    await this.files.link(path, this.pathOf(name))
  }
}

/** What was being written when a daemon was killed. */
const isUnfinished = (file: string): boolean => file.endsWith('.xml.new')

function isDefinition(file: string): boolean {
  return file.endsWith('.xml') && !file.startsWith('.')
}

const warningStart = '<!-- The virtualization daemon writes this file, and overwrites what was changed by hand.'

/** A comment may hold no `--`, which a name may; a blank between the hyphens keeps it readable. */
function warning(command: string): string {
  const shown = command.replace(/-(?=-)/g, '- ').replace(/-$/, '- ')
  return `${warningStart} To change it: ${shown} -->\n`
}
