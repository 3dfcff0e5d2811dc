// Metadata, I/O threads and life-cycle actions: settings that are only written down.
import { domainLifecycle } from '../../../api/enums/domain.js'
import type { Verbs } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { LifecycleAction } from '../../../model/domain/lifecycle.js'
import { cpusOfMap, mapOfAllCpus, mapOfCpus } from '../../domainSettings/cpuMap.js'
import { getMetadata, setMetadata } from '../../domainSettings/domainMetadata.js'
import { asked } from '../../domainSettings/impact.js'
import { readParameters } from '../../domainSettings/typedParameters.js'
import type { TestNode } from '../nodeVerbs.js'
import type { TestHost, TestObjects } from '../TestHost.js'
import { changeDefinitions } from './changes.js'

/** virDomainLifecycleAction, by number. */
const lifecycleActions: readonly LifecycleAction[] = [
  'destroy',
  'restart',
  'rename-restart',
  'preserve',
  'coredump-destroy',
  'coredump-restart',
]
/** virDomainSetIOThreadParams: nanoseconds and factors. */
const pollParameters = { poll_max_ns: 'ullong', poll_grow: 'uint', poll_shrink: 'uint' } as const
const lifecycleKeys = new Map([
  [domainLifecycle.POWEROFF, 'onPoweroff'],
  [domainLifecycle.REBOOT, 'onReboot'],
  [domainLifecycle.CRASH, 'onCrash'],
] as const)

export function settingVerbs(host: TestHost, node: TestNode): Verbs<TestObjects> {
  return {
    domainGetMetadata: ({ dom, type, uri, flags }) => ({ metadata: getMetadata(asked(dom, flags), type, uri) }),
    domainSetMetadata: ({ dom, flags, ...change }) => {
      changeDefinitions(host, dom, flags, definition => setMetadata(definition, change), ['domainGetMetadata'])
      const { type, uri } = change
      host.options.feed.emit('domainMetadataChangeEvent', { dom, type, nsuri: uri })
    },
    domainSetLifecycleAction: ({ dom, type, action, flags }) => {
      const key = [...lifecycleKeys].find(([number]) => number === type)?.[1]
      const chosen = lifecycleActions[action]
      if (!key) throw new LibvirtError('INVALID_ARG', 'Invalid lifecycle event.')
      if (!chosen) throw new LibvirtError('INVALID_ARG', 'Invalid lifecycle action.')
      changeDefinitions(host, dom, flags, definition => {
        definition.lifecycle = { ...definition.lifecycle, [key]: chosen }
      })
    },
    domainSetMemoryStatsPeriod: ({ dom, period, flags }) =>
      changeDefinitions(host, dom, flags, definition => {
        const balloon = definition.devices.memballoon.find(({ model }) => model !== 'none')
        if (!balloon) {
          const text = 'No memory balloon device configured, can not set the collection period'
          throw new LibvirtError('INTERNAL_ERROR', text)
        }
        const changed = { ...balloon, statsPeriod: Math.max(0, period) || undefined }
        definition.devices = { ...definition.devices, memballoon: [changed] }
      }),
    domainGetIothreadInfo: ({ dom, flags }) => {
      const { ioThreads, cpuTuning, vcpus } = asked(dom, flags)
      const length = Math.ceil(node.cpus / 8)
      const info = ioThreads.list.map(({ id }) => {
        const pins = cpuTuning.ioThreadPins.get(id)
        // What is pinned nowhere is said to be on as many CPUs as the guest has of its own.
        const map = pins ? mapOfCpus(pins, length) : mapOfAllCpus(vcpus.list.length, length)
        return { iothread_id: id, cpumap: map }
      })
      return { info, ret: info.length }
    },
    domainAddIothread: ({ dom, iothread_id, flags }) =>
      changeDefinitions(host, dom, flags, definition => {
        if (iothread_id === 0) throw new LibvirtError('INVALID_ARG', 'invalid value of 0 for iothread_id')
        if (definition.ioThreads.list.some(({ id }) => id === iothread_id)) {
          throw new LibvirtError('INVALID_ARG', `an IOThread is already using iothread_id '${iothread_id}'`)
        }
        const pool = { min: undefined, max: undefined }
        const thread = { id: iothread_id, pool, poll: undefined, autofilled: false }
        definition.ioThreads = { ...definition.ioThreads, list: [...definition.ioThreads.list, thread] }
      }),
    domainDelIothread: ({ dom, iothread_id, flags }) =>
      changeDefinitions(host, dom, flags, definition => {
        const list = definition.ioThreads.list.filter(({ id }) => id !== iothread_id)
        if (list.length === definition.ioThreads.list.length) throw noThread(iothread_id)
        definition.ioThreads = { ...definition.ioThreads, list }
        const ioThreadPins = new Map(definition.cpuTuning.ioThreadPins)
        const ioThreadSchedulers = new Map(definition.cpuTuning.ioThreadSchedulers)
        ioThreadPins.delete(iothread_id)
        ioThreadSchedulers.delete(iothread_id)
        definition.cpuTuning = { ...definition.cpuTuning, ioThreadPins, ioThreadSchedulers }
      }),
    domainSetIothreadParams: ({ dom, iothread_id, params, flags }) => {
      const given = readParameters(params, pollParameters)
      changeDefinitions(host, dom, flags, definition => {
        const { list } = definition.ioThreads
        const thread = list.find(({ id }) => id === iothread_id)
        if (!thread) throw noThread(iothread_id)
        const number = (name: keyof typeof pollParameters, before: bigint | undefined) => {
          const value = given.get(name)?.value
          return value === undefined ? before : BigInt(value)
        }
        const poll = {
          max: number('poll_max_ns', thread.poll?.max),
          grow: number('poll_grow', thread.poll?.grow),
          shrink: number('poll_shrink', thread.poll?.shrink),
        }
        const changed = list.map(other => (other === thread ? { ...thread, poll } : other))
        definition.ioThreads = { ...definition.ioThreads, list: changed }
      })
    },
    domainPinIothread: ({ dom, iothreads_id, cpumap, flags }) =>
      changeDefinitions(host, dom, flags, definition => {
        if (!definition.ioThreads.list.some(({ id }) => id === iothreads_id)) throw noThread(iothreads_id)
        const ioThreadPins = new Map(definition.cpuTuning.ioThreadPins).set(iothreads_id, cpusOfMap(cpumap))
        definition.cpuTuning = { ...definition.cpuTuning, ioThreadPins }
      }),
  }
}

const noThread = (id: number) => new LibvirtError('INVALID_ARG', `cannot find IOThread '${id}' in iothreadids`)
