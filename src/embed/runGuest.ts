// The life of a guest that belongs to one program: started with it, watched, and gone before the program is.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Driver } from '../api/Driver.js'
import { domainCreateFlags, domainEventStoppedDetailType, domainEventType } from '../api/enums/domain.js'
import { embeddedDirectories } from '../config/directories.js'
import { PidFile } from '../daemon/PidFile.js'
import { StartError } from '../daemon/StartError.js'
import { errorCodeOf, errorText } from '../host/systemError.js'
import { embeddedQemu, endGuests, ownCall } from './embeddedQemu.js'
import type { RunOptions } from './parseRunOptions.js'
import type { StartTiming } from './StartTiming.js'

/** How a guest's run came to its end. */
export type Outcome = 'shut down' | 'stopped' | 'crashed' | 'destroyed'

/** What goes on around the guest. */
export interface RunSurroundings {
  /** Aborted when the guest is to be ended. */
  readonly stop: AbortSignal
  readonly timing: StartTiming
  /** Takes a sentence for the person who watches. */
  readonly tell: (text: string) => void
}

/**
 * Runs a guest to its end. Nothing of it is left afterwards but what it wrote below a root that was given.
 * @throws LibvirtError, StartError when it cannot be started
 */
export async function runGuest(options: RunOptions, surroundings: RunSurroundings): Promise<Outcome> {
  const document = readText(options.document)
  const secrets = new Map([...options.secrets].map(([uuid, file]) => [uuid, readBytes(file)]))
  const { root, temporary } = openRoot(options.root)
  try {
    const held = claimRoot(root)
    try {
      const driver = await embeddedQemu(root, { secrets })
      await driver.start?.()
      try {
        for (const { reference } of await endGuests(driver)) {
          surroundings.tell(`ended guest '${nameOf(reference)}', which a former run left behind`)
        }
        surroundings.timing.done('driver ready')
        return await runOn(driver, document, surroundings)
      } finally {
        await endGuests(driver)
        await driver.stop?.()
      }
    } finally {
      held.release()
    }
  } finally {
    if (temporary) rmSync(root, { recursive: true, force: true })
  }
}

async function runOn(driver: Driver, document: string, { stop, timing, tell }: RunSurroundings): Promise<Outcome> {
  const ended = firstEnd(driver)
  const end = () => void endGuests(driver).catch((error: unknown) => tell(String(error)))
  stop.addEventListener('abort', end)
  try {
    const call = ownCall(stop)
    const create = driver.verbs.domainCreateXml
    if (!create) throw new Error('the QEMU driver starts guests')
    const prepared = await create.prepare({ xml_desc: document, flags: domainCreateFlags.START_AUTODESTROY }, call)
    timing.done('document read, emulator known')
    if (stop.aborted) return 'stopped'
    await prepared.run()
    timing.done(`guest '${prepared.details['domain_name'] ?? ''}' runs`)
    // A signal that came in the middle of the start found no guest to end.
    if (stop.aborted) end()
    const outcome = await ended
    return stop.aborted ? 'stopped' : outcome
  } catch (error) {
    if (stop.aborted) return 'stopped'
    throw error
  } finally {
    stop.removeEventListener('abort', end)
  }
}

/** How the driver's only guest ends. */
function firstEnd({ feed }: Driver): Promise<Outcome> {
  const { SHUTDOWN, DESTROYED } = domainEventStoppedDetailType
  return new Promise(resolve => {
    feed.subscribe(notice => {
      if (notice.name !== 'domainLifecycleEvent' || notice.body.event !== domainEventType.STOPPED) return
      const { detail } = notice.body
      resolve(detail === SHUTDOWN ? 'shut down' : detail === DESTROYED ? 'destroyed' : 'crashed')
    })
  })
}

function nameOf(reference: unknown): string {
  return typeof reference === 'object' && reference !== null && 'name' in reference ? String(reference.name) : ''
}

/** The folder that was asked for, or one of our own, which QEMU's user has to be able to pass. */
function openRoot(asked: string | undefined): { root: string; temporary: boolean } {
  try {
    if (asked !== undefined) {
      mkdirSync(asked, { recursive: true })
      return { root: asked, temporary: false }
    }
    const root = mkdtempSync(join(tmpdir(), 'virt-qemu-run-'))
    chmodSync(root, 0o711)
    return { root, temporary: true }
  } catch (error) {
    throw failure(error, `Cannot make the root ${asked ?? tmpdir()}`)
  }
}

/** One program per root, by the lock that a daemon of such a root would take. @throws StartError naming who has it */
function claimRoot(root: string): PidFile {
  const { qemuState } = embeddedDirectories(root)
  try {
    mkdirSync(qemuState, { recursive: true })
  } catch (error) {
    throw failure(error, `Cannot make the folder ${qemuState}`)
  }
  return PidFile.acquire(join(qemuState, 'driver.pid'))
}

function failure(error: unknown, text: string): unknown {
  const code = errorCodeOf(error)
  return code === undefined ? error : new StartError('runDirectory', `${text}: ${errorText(code)}`, { cause: error })
}

function readText(file: string): string {
  return Buffer.from(readBytes(file)).toString('utf8')
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    throw failure(error, `Cannot read ${file}`)
  }
}
