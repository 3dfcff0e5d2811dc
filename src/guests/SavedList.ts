// Which guests ran when the host went down: libvirt's own file and form, `URI uuid uuid…` a line, so that the list of a host
// that was shut down under libvirt is read as well.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { errorCodeOf } from '../host/systemError.js'

export type SavedGuests = readonly { readonly uri: string; readonly uuids: readonly string[] }[]

export class SavedList {
  constructor(readonly path: string) {}

  /** Undefined when there is no list. */
  read(): SavedGuests | undefined {
    try {
      const lines = readFileSync(this.path, 'utf8').split('\n')
      return lines.flatMap(line => {
        const [uri, ...uuids] = line.split(/\s+/).filter(word => word !== '')
        return uri === undefined ? [] : [{ uri, uuids }]
      })
    } catch (error) {
      if (errorCodeOf(error) === 'ENOENT') return undefined
      throw error
    }
  }

  write(guests: SavedGuests): void {
    mkdirSync(dirname(this.path), { recursive: true })
    const text = guests.map(({ uri, uuids }) => `${[uri, ...uuids].join(' ')}\n`).join('')
    writeFileSync(`${this.path}.new`, text, { flush: true })
    renameSync(`${this.path}.new`, this.path)
  }

  remove(): void {
    rmSync(this.path, { force: true })
  }
}
