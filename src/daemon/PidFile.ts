// One daemon of a name at a time: a locked file with the process id, which libvirt's own daemons respect as well.
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { lockRange } from '../host/native.js'
import { errorCodeOf, errorText } from '../host/systemError.js'
import { StartError } from './StartError.js'

/** A held pid file. The kernel gives the lock up with the process, however it ends. */
export class PidFile {
  readonly #fd: number

  private constructor(
    readonly path: string,
    fd: number,
  ) {
    this.#fd = fd
  }

  /** @throws StartError when another process holds the file, naming it, or when the file cannot be made */
  static acquire(path: string, pid = process.pid): PidFile {
    try {
      for (;;) {
        const fd = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o644)
        // libvirt locks the first byte.
        if (!lockRange(fd, true, 0, 1)) {
          closeSync(fd)
          throw new StartError('pidFile', `${path} is held by ${holder(path)}; only one such daemon can run at a time`)
        }
        // The holder before us may have removed the file between our open and our lock: the name must still mean it.
        if (isSameFile(fd, path)) {
          ftruncateSync(fd)
          writeSync(fd, `${pid}\n`, 0)
          return new PidFile(path, fd)
        }
        closeSync(fd)
      }
    } catch (error) {
      const code = errorCodeOf(error)
      if (code === undefined) throw error
      throw new StartError('pidFile', `Cannot write the pid file ${path}: ${errorText(code)}`, { cause: error })
    }
  }

  /** Removes the file and gives up the lock. */
  release(): void {
    try {
      unlinkSync(this.path)
    } catch {
      // Someone removed it before us, or its folder; the lock goes all the same.
    }
    closeSync(this.#fd)
  }
}

function isSameFile(fd: number, path: string): boolean {
  const ours = fstatSync(fd)
  const named = statSync(path, { throwIfNoEntry: false })
  return named !== undefined && named.ino === ours.ino && named.dev === ours.dev
}

/** `virtqemud (pid 1234)`, as far as it can be told. */
function holder(path: string): string {
  const pid = Number.parseInt(readFileSync(path, 'utf8'), 10)
  if (!(pid > 0)) return 'another process'
  try {
    return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (pid ${pid})`
  } catch {
    return `pid ${pid}`
  }
}
