// I/O threads of a definition, that come, go and change.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { TypedParameter } from '../../api/schema.js'
import type { Controller } from '../../model/domain/devices/controller.js'
import type { Disk } from '../../model/domain/devices/disk.js'
import type { Domain } from '../../model/domain/Domain.js'
import type { IoThread } from '../../model/domain/ioThreads.js'
import { readParameters } from './typedParameters.js'

const types = {
  poll_max_ns: 'ullong',
  poll_grow: 'uint',
  poll_shrink: 'uint',
  thread_pool_min: 'int',
  thread_pool_max: 'int',
} as const
type IoThreadParameter = keyof typeof types

/** What is said about a thread: nanoseconds, factors, and sizes of its pool of workers. */
export type IoThreadSettings = Partial<Record<IoThreadParameter, bigint>>

/** Largest that QEMU keeps as a signed 64-bit number. */
const longest = 0x7fff_ffff_ffff_ffffn
/** QEMU keeps factors and sizes of pools in 31 bits. */
const largest = 0x7fff_ffffn

/** @throws LibvirtError for parameters of another name or type, INVALID_ARG for values QEMU would not take */
export function readIoThreadSettings(params: readonly TypedParameter[]): IoThreadSettings {
  const settings: IoThreadSettings = {}
  for (const [name, { value }] of readParameters(params, types)) {
    const number = BigInt(value)
    const most = name === 'poll_max_ns' ? longest : largest
    const least = name.startsWith('thread_pool') ? -1n : 0n
    if (number < least || number > most) {
      throw new LibvirtError('INVALID_ARG', `value of '${name}' is out of range [${least}, ${most}]`)
    }
    settings[name] = number
  }
  const { thread_pool_min: min, thread_pool_max: max } = settings
  if (min !== undefined && max !== undefined && max !== -1n && min > max) {
    throw new LibvirtError('INVALID_ARG', `thread_pool_min (${min}) can't be larger than thread_pool_max (${max})`)
  }
  return settings
}

/** @throws LibvirtError INVALID_ARG when there is none of that number */
export function ioThreadOf({ ioThreads }: Domain, id: number): IoThread {
  const found = ioThreads.list.find(thread => thread.id === id)
  if (!found) throw new LibvirtError('INVALID_ARG', `cannot find IOThread '${id}' in iothreadids list`)
  return found
}

/** @throws LibvirtError INVALID_ARG when the number is taken */
export function refuseTakenIoThread({ ioThreads }: Domain, id: number): void {
  if (id === 0) throw new LibvirtError('INVALID_ARG', 'invalid value of 0 for iothread_id')
  if (ioThreads.list.some(thread => thread.id === id)) {
    throw new LibvirtError('INVALID_ARG', `an IOThread is already using iothread_id '${id}'`)
  }
}

/** Adds a thread, in place. @throws LibvirtError INVALID_ARG when the number is taken */
export function addIoThread(domain: Domain, id: number): void {
  refuseTakenIoThread(domain, id)
  const thread = { id, pool: { min: undefined, max: undefined }, poll: undefined, autofilled: false }
  domain.ioThreads = { ...domain.ioThreads, list: [...domain.ioThreads.list, thread] }
}

/** @throws LibvirtError INVALID_ARG when there is none of that number, or a device uses it */
export function refuseUsedIoThread(domain: Domain, id: number): void {
  ioThreadOf(domain, id)
  const { disk, controller } = domain.devices
  const uses = ({ driver, iothreads }: Disk | Controller) =>
    driver?.iothread === id || iothreads?.some(mapping => mapping.id === id) === true
  const used = disk.find(uses)
  if (used) {
    throw new LibvirtError(
      'INVALID_ARG',
      `cannot remove IOThread ${id} since it is being used by disk '${used.target}'`,
    )
  }
  if (controller.some(uses)) {
    throw new LibvirtError('INVALID_ARG', `cannot remove IOThread '${id}' since it is being used by controller`)
  }
}

/** Takes a thread away with its pins, in place. @throws LibvirtError INVALID_ARG when there is none, or a device uses it */
export function removeIoThread(domain: Domain, id: number): void {
  refuseUsedIoThread(domain, id)
  domain.ioThreads = { ...domain.ioThreads, list: domain.ioThreads.list.filter(thread => thread.id !== id) }
  const ioThreadPins = new Map(domain.cpuTuning.ioThreadPins)
  const ioThreadSchedulers = new Map(domain.cpuTuning.ioThreadSchedulers)
  ioThreadPins.delete(id)
  ioThreadSchedulers.delete(id)
  domain.cpuTuning = { ...domain.cpuTuning, ioThreadPins, ioThreadSchedulers }
}

/** Notes what was said about a thread, in place. @throws LibvirtError INVALID_ARG when there is none of that number */
export function changeIoThread(domain: Domain, id: number, settings: IoThreadSettings): void {
  const thread = ioThreadOf(domain, id)
  const { poll } = thread
  const polled = ['poll_max_ns', 'poll_grow', 'poll_shrink'] as const
  const changed: IoThread = {
    ...thread,
    pool: {
      min: settings.thread_pool_min === undefined ? thread.pool.min : Number(settings.thread_pool_min),
      max: settings.thread_pool_max === undefined ? thread.pool.max : Number(settings.thread_pool_max),
    },
    poll: polled.some(name => settings[name] !== undefined)
      ? {
          max: settings.poll_max_ns ?? poll?.max,
          grow: settings.poll_grow ?? poll?.grow,
          shrink: settings.poll_shrink ?? poll?.shrink,
        }
      : poll,
  }
  const list = domain.ioThreads.list.map(other => (other === thread ? changed : other))
  domain.ioThreads = { ...domain.ioThreads, list }
}
