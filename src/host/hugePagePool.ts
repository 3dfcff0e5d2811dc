// Pools of huge pages, of the whole host or of one NUMA node.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemError } from './systemError.js'

export class HugePagePool {
  readonly #file: string

  /**
   * @param node number of a NUMA node, -1 for the whole host
   * @param size KiB of a page
   */
  constructor(node: number, size: number, root = '/sys') {
    const folder = node === -1 ? 'kernel/mm/hugepages' : `devices/system/node/node${node}/hugepages`
    this.#file = join(root, folder, `hugepages-${size}kB`, 'nr_hugepages')
  }

  /** How many pages it holds; undefined when there is no such pool. */
  async count(): Promise<bigint | undefined> {
    const text = await readFile(this.#file, 'latin1').catch(() => undefined)
    return text === undefined ? undefined : BigInt(text.trim())
  }

  /** Asks for so many; the kernel gives what it finds. @throws LibvirtError SYSTEM_ERROR */
  async resize(count: bigint): Promise<void> {
    try {
      await writeFile(this.#file, String(count))
    } catch (error) {
      throw systemError(`Unable to set page pool size in '${this.#file}'`, error)
    }
  }
}
