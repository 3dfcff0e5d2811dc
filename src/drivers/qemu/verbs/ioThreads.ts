// I/O threads: which there are, and how they come, go and change.
import type { CallContext } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { onlineCpus } from '../../../host/nodeFacts.js'
import { parseNumberSet } from '../../../model/domain/bitmap.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { IoThread } from '../../../model/domain/ioThreads.js'
import { cpuMap } from '../../domainSettings/cpuMap.js'
import { asked } from '../../domainSettings/impact.js'
import {
  addIoThread,
  changeIoThread,
  type IoThreadSettings,
  ioThreadOf,
  readIoThreadSettings,
  refuseTakenIoThread,
  refuseUsedIoThread,
  removeIoThread,
} from '../../domainSettings/ioThreads.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'
import { guestGroups } from '../tuning/GuestGroups.js'
import { ioThreadCpus, ioThreadFigures } from '../tuning/guestThreads.js'
import { arrangeThreads } from '../tuning/tuneGuest.js'
import { changeDefinitions } from './changeDefinitions.js'

export const ioThreadVerbs = (context: QemuDriverContext): QemuVerbs => ({
  async domainGetIothreadInfo({ dom, flags }) {
    const definition = asked(dom.definitions, flags)
    const hostCpus = await onlineCpus()
    const length = Math.ceil(hostCpus / 8)
    const map = (cpus: readonly number[] | undefined) => cpuMap(cpus, hostCpus, length)
    const live = definition === dom.guest?.definition
    const info = live
      ? [...(await liveCpus(context, dom))].map(([id, cpus]) => ({ iothread_id: id, cpumap: map(cpus) }))
      : definition.ioThreads.list.map(({ id }) => ({ iothread_id: id, cpumap: map(ioThreadCpus(definition, id)) }))
    return { info, ret: info.length }
  },
  domainAddIothread: ({ dom, iothread_id: id, flags }, call) => {
    if (id === 0) throw new LibvirtError('INVALID_ARG', 'invalid value of 0 for iothread_id')
    const live = async (definition: Domain) => {
      refuseTakenIoThread(definition, id)
      const { guest } = dom.active()
      const monitor = dom.monitor()
      await monitor.execute('object-add', { 'qom-type': 'iothread', id: `iothread${id}` })
      addIoThread(definition, id)
      await arrangeThreads(context, guest, monitor, await guestGroups(context, guest.process.pid))
    }
    return change(
      context,
      dom,
      { name: 'domainAddIothread', flags, config: added => addIoThread(added, id), live },
      call,
    )
  },
  domainDelIothread: ({ dom, iothread_id: id, flags }, call) => {
    if (id === 0) throw new LibvirtError('INVALID_ARG', 'invalid value of 0 for iothread_id')
    const live = async (definition: Domain) => {
      refuseUsedIoThread(definition, id)
      await dom.monitor().execute('object-del', { id: `iothread${id}` })
      removeIoThread(definition, id)
      const { guest } = dom.active()
      await arrangeThreads(context, guest, dom.monitor(), await guestGroups(context, guest.process.pid))
    }
    return change(
      context,
      dom,
      { name: 'domainDelIothread', flags, config: left => removeIoThread(left, id), live },
      call,
    )
  },
  domainSetIothreadParams: ({ dom, iothread_id: id, params, flags }, call) => {
    if (id === 0) throw new LibvirtError('INVALID_ARG', 'invalid value of 0 for iothread_id')
    const settings = readIoThreadSettings(params)
    const live = async (definition: Domain) => {
      await setProperties(dom, ioThreadOf(definition, id), settings)
      changeIoThread(definition, id, settings)
    }
    const config = (definition: Domain) => changeIoThread(definition, id, settings)
    return change(context, dom, { name: 'domainSetIothreadParams', flags, config, live }, call)
  },
})

type Change = Omit<Parameters<typeof changeDefinitions>[2], 'fields'>

const change = (context: QemuDriverContext, dom: QemuDomain, what: Change, call: Pick<CallContext, 'signal'>) =>
  changeDefinitions(context, dom, { ...what, fields: ['domainGetIothreadInfo'] }, call)

/** Where the threads of a running guest may run, by number. */
async function liveCpus(
  { threads }: QemuDriverContext,
  dom: QemuDomain,
): Promise<Map<number, readonly number[] | undefined>> {
  const { pid } = dom.active().guest.process
  const figures = [...(await ioThreadFigures(dom.monitor()))].toSorted(([a], [b]) => a - b)
  const cpus = figures.map(async ([id, { thread }]) => {
    const allowed = await threads.allowedCpus(pid, thread)
    return [id, allowed === undefined ? undefined : parseNumberSet(allowed)] as const
  })
  return new Map(await Promise.all(cpus))
}

/** Size of a pool of workers that QEMU has unless told. */
const usualPool = 64

/** @throws LibvirtError when QEMU does not take a value */
async function setProperties(dom: QemuDomain, { id, pool }: IoThread, settings: IoThreadSettings): Promise<void> {
  const values = Object.entries(settings).map(([name, value]) => [name.replaceAll('_', '-'), value] as const)
  // A pool's smallest size must not pass its largest on the way.
  const grows = (settings.thread_pool_min ?? 0n) > BigInt(pool.max ?? usualPool)
  const sorted = values.toSorted(([a], [b]) => (grows ? a.localeCompare(b) : b.localeCompare(a)))
  for (const [property, value] of sorted) {
    await dom.monitor().execute('qom-set', { path: `/objects/iothread${id}`, property, value: Number(value) })
  }
}
