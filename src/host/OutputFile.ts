// A file that a program we start writes its output to, by a descriptor of its own, so that it can go on without us.
import { constants } from 'node:fs'
import { appendFile, type FileHandle, open } from 'node:fs/promises'
import { systemError } from './systemError.js'

export class OutputFile implements AsyncDisposable {
  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
    /** Where this run's output begins, in bytes. */
    private readonly start: number,
  ) {}

  /**
   * Opens a file to append to, readable by its owner alone.
   * @param preamble text that goes in front of the program's output
   * @throws LibvirtError SYSTEM_ERROR
   */
  static async open(path: string, preamble: string): Promise<OutputFile> {
    try {
      const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND, 0o600)
      await file.appendFile(preamble)
      const { size } = await file.stat()
      return new OutputFile(path, file, size)
    } catch (error) {
      throw systemError(`failed to create logfile ${path}`, error)
    }
  }

  get fd(): number {
    return this.file.fd
  }

  /** What the program has written, at most the last `longest` bytes of it. */
  async lastWords(longest: number): Promise<string> {
    const { size } = await this.file.stat()
    const from = Math.max(this.start, size - longest)
    const buffer = Buffer.alloc(Math.max(0, size - from))
    const { bytesRead } = await this.file.read(buffer, 0, buffer.length, from)
    return buffer.toString('utf8', 0, bytesRead).trim()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.file.close()
  }
}

/** Adds a line to such a file afterwards. @throws LibvirtError SYSTEM_ERROR */
export async function appendLine(path: string, line: string): Promise<void> {
  try {
    await appendFile(path, `${line}\n`, { mode: 0o600 })
  } catch (error) {
    throw systemError(`cannot write data to file '${path}'`, error)
  }
}
