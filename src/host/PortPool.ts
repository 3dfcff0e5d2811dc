// TCP ports of a range, handed out to programs that listen on them later.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { hasCode } from './systemError.js'

export class PortPool {
  readonly #taken = new Set<number>()

  constructor(
    readonly min: number,
    readonly max: number,
  ) {}

  /** Reserves the lowest port that nobody has; undefined when there is none. */
  async acquire(): Promise<number | undefined> {
    for (let port = this.min; port <= this.max; port++) {
      if (this.#taken.has(port)) continue
      this.#taken.add(port)
      if (await isFree(port)) return port
      this.#taken.delete(port)
    }
    return undefined
  }

  /** Reserves a port that is known to be in use, or was chosen by somebody. */
  reserve(port: number): void {
    this.#taken.add(port)
  }

  release(port: number): void {
    this.#taken.delete(port)
  }
}

/** Whether a program could listen on that port of all addresses, by trying. */
async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen({ port, exclusive: true })
    await once(server, 'listening')
    return true
  } catch (error) {
    // A host without IPv6 and the like: let the program find out.
    return !hasCode(error, 'EADDRINUSE', 'EACCES')
  } finally {
    server.close()
  }
}
