// Threads of QEMU that serve devices: how many, their ids and pools.
import { parseUint } from '../xml/parseInteger.js'
import { childText, int, refuseAt, uint, ulong } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

/** Sizes of a thread's pool of workers; undefined leaves them to QEMU. */
export interface ThreadPool {
  min: number | undefined
  max: number | undefined
}

/** How long an I/O thread polls before it sleeps; nanoseconds and factors. */
export interface ThreadPoll {
  max: bigint | undefined
  grow: bigint | undefined
  shrink: bigint | undefined
}

export interface IoThread {
  /** From 1. */
  id: number
  pool: ThreadPool
  poll: ThreadPoll | undefined
  /** The document did not name it; ids are filled up from 1. */
  autofilled: boolean
}

export interface IoThreads {
  list: IoThread[]
  /** Pool of QEMU's main loop. */
  defaultPool: ThreadPool | undefined
}

export function parseIoThreads(root: XmlElement): IoThreads {
  const list: IoThread[] = []
  for (const element of root.child('iothreadids')?.elements('iothread') ?? []) {
    const thread = parseThread(element)
    if (list.some(({ id }) => id === thread.id)) throw refuseAt(element, `duplicate iothread id '${thread.id}' found`)
    list.push(thread)
  }
  fillUp(list, threadCount(root))
  const defaultThread = root.child('defaultiothread')
  return { list, defaultPool: defaultThread && parsePool(defaultThread) }
}

/** Bounds the work of filling up; QEMU cannot start anywhere near as many. */
const threadLimit = 65535

function threadCount(root: XmlElement): number {
  const text = childText(root, 'iothreads')
  const count = text === undefined ? 0 : parseUint(text)
  if (count === undefined || count > threadLimit) throw refuseAt(root, `invalid iothreads count '${text}'`)
  return count
}

function parseThread(element: XmlElement): IoThread {
  const poll = element.child('poll')
  return {
    id: uint(element, 'id', { required: true, nonZero: true }),
    pool: parsePool(element),
    poll: poll && { max: ulong(poll, 'max'), grow: ulong(poll, 'grow'), shrink: ulong(poll, 'shrink') },
    autofilled: false,
  }
}

function parsePool(element: XmlElement): ThreadPool {
  return {
    min: int(element, 'thread_pool_min', { nonNegative: true }),
    max: int(element, 'thread_pool_max', { nonNegative: true }),
  }
}

function fillUp(list: IoThread[], count: number): void {
  const used = new Set(list.map(thread => thread.id))
  for (let id = 1; list.length < count; id++) {
    if (!used.has(id)) list.push({ id, pool: { min: undefined, max: undefined }, poll: undefined, autofilled: true })
  }
}

export function formatIoThreads(writer: XmlWriter, { list, defaultPool }: IoThreads): void {
  if (list.length > 0) writer.element('iothreads', {}, list.length)
  if (list.some(thread => !thread.autofilled)) {
    writer.element('iothreadids', {}, () => {
      for (const { id, pool, poll } of list) {
        writer.element('iothread', { id, ...formatPool(pool) }, () => {
          if (poll) writer.elementIfAny('poll', { max: poll.max, grow: poll.grow, shrink: poll.shrink })
        })
      }
    })
  }
  if (defaultPool) writer.elementIfAny('defaultiothread', formatPool(defaultPool))
}

function formatPool({ min, max }: ThreadPool) {
  return { thread_pool_min: min, thread_pool_max: max }
}
