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
  /** Starts with the host the next time only. */
  readonly autostartOnce: boolean
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
    if (!this.#swept) await this.#sweep()
    const names = (await this.files.list(this.folder)).filter(isDefinition)
    const started = new Set(await this.files.list(this.#autostart))
    const stored: StoredDefinition[] = []
    for (const [file, text] of await this.files.readMany(this.folder, names, onFailure)) {
      const path = join(this.folder, file)
      const { document, holds } = openSeal(text.startsWith(warningStart) ? text.slice(text.indexOf('\n') + 1) : text)
      const name = basename(file, '.xml')
      stored.push({
        name,
        path,
        text: document,
        autostart: started.has(file),
        autostartOnce: started.has(`${file}${once}`),
        isSealed: holds,
      })
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
    await this.files.remove(join(this.#autostart, `${name}.xml${once}`))
    await this.files.remove(this.pathOf(name))
  }

  /**
   * Writes a definition under another name, with its autostart link, and removes the former one.
   * @throws LibvirtError SYSTEM_ERROR; whoever is interrupted leaves it under one of the names
   */
  async rename(former: string, name: string, xml: string): Promise<void> {
    await this.files.link(this.#intent(former), `${name}.xml`)
    await this.save(name, xml)
    await this.#finishRename(former, name)
  }

  async setAutostart(name: string, on: boolean): Promise<void> {
    await this.#setLink(join(this.#autostart, `${name}.xml`), name, on)
  }

  /** As `setAutostart`, for the next start of the host only; whoever starts the domain then takes it back. */
  async setAutostartOnce(name: string, on: boolean): Promise<void> {
    await this.#setLink(join(this.#autostart, `${name}.xml${once}`), name, on)
  }

  async #setLink(path: string, name: string, on: boolean): Promise<void> {
    if (!on) return this.files.remove(path)
    await this.files.makeFolder(this.#autostart, { mode: 0o700 })
    await this.files.link(path, this.pathOf(name))
  }

  async #finishRename(former: string, name: string): Promise<void> {
    if (await this.files.exists(join(this.#autostart, `${former}.xml`))) await this.setAutostart(name, true)
    if (await this.files.exists(join(this.#autostart, `${former}.xml${once}`))) await this.setAutostartOnce(name, true)
    await this.remove(former)
    await this.files.remove(this.#intent(former))
  }

  /** A link to the name that a definition is about to get. */
  #intent(former: string): string {
    return `${this.pathOf(former)}${renaming}`
  }

  /** Ends what a daemon had begun when it was killed. Nobody has begun to write by the time of the first reading. */
  async #sweep(): Promise<void> {
    this.#swept = true
    const files = await this.files.list(this.folder)
    for (const file of files.filter(name => name.endsWith('.xml.new'))) await this.files.remove(join(this.folder, file))
    for (const file of files.filter(name => name.endsWith(`.xml${renaming}`))) {
      const former = basename(file, `.xml${renaming}`)
      const name = basename((await this.files.linkTarget(join(this.folder, file))) ?? '', '.xml')
      if (files.includes(`${name}.xml`)) await this.#finishRename(former, name)
      else await this.files.remove(this.#intent(former))
    }
  }
}

const renaming = '.renaming'
/** Suffix of the links of domains that start with the host once, as in libvirt. */
const once = '.once'

function isDefinition(file: string): boolean {
  return file.endsWith('.xml') && !file.startsWith('.')
}

const warningStart = '<!-- The virtualization daemon writes this file, and overwrites what was changed by hand.'

/** A comment may hold no `--`, which a name may; a blank between the hyphens keeps it readable. */
function warning(command: string): string {
  const shown = command.replace(/-(?=-)/g, '- ').replace(/-$/, '- ')
  return `${warningStart} To change it: ${shown} -->\n`
}
