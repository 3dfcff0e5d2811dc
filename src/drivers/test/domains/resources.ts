// Memory, virtual CPUs and their tuning: what a pretended guest can only write down.
import { domainMemoryModFlags, domainVcpuFlags, vcpuState } from '../../../api/enums/domain.js'
import type { Verbs } from '../../../api/Driver.js'
import type { TypedParameter } from '../../../api/schema.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { parseNumberSet } from '../../../model/domain/bitmap.js'
import { blkioParameters, withBlkioParameters } from '../../domainSettings/blkioParameters.js'
import { blockIoTune, diskToTune, withBlockIoTune } from '../../domainSettings/blockIoTune.js'
import { cpusOfMap, mapOfAllCpus, mapOfCpus } from '../../domainSettings/cpuMap.js'
import { asked } from '../../domainSettings/impact.js'
import {
  bandwidthParameters,
  interfaceToTune,
  withBandwidthParameters,
} from '../../domainSettings/bandwidthParameters.js'
import { memoryParameters, withMemoryParameters } from '../../domainSettings/memoryParameters.js'
import { numaParameters, withNumaParameters } from '../../domainSettings/numaParameters.js'
import { perfParameters, withPerfParameters } from '../../domainSettings/perfEvents.js'
import { memorySize } from '../../domainSettings/memorySize.js'
import { deleteThrottleGroup, setThrottleGroup } from '../../domainSettings/throttleGroupSettings.js'
import {
  maximumVcpus,
  onlineVcpus,
  setMaximumVcpus,
  setOnlineVcpus,
  switchVcpus,
} from '../../domainSettings/vcpuCount.js'
import { mostVcpus, type TestNode } from '../nodeVerbs.js'
import type { TestDomain } from '../TestDomain.js'
import type { TestHost, TestObjects } from '../TestHost.js'
import { changeDefinitions } from './changes.js'

const memoryFields = ['domainGetInfo', 'domainGetMaxMemory'] as const
const vcpuFields = ['domainGetInfo', 'domainGetVcpusFlags'] as const
/** Nanoseconds that a vCPU of a pretended guest has run for: its number and one. */
const vcpuTime = (id: number): bigint => BigInt(id + 1) * 1_000_000_000n

function setMemory(host: TestHost, dom: TestDomain, memory: bigint, flags: number): void {
  const size = memorySize(memory)
  changeDefinitions(
    host,
    dom,
    flags,
    definition => {
      if (flags & domainMemoryModFlags.MAXIMUM) {
        if (definition === dom.live) {
          throw new LibvirtError('OPERATION_INVALID', 'cannot resize the maximum memory on an active domain')
        }
        const current = Math.min(definition.memory.current, size)
        definition.memory = { ...definition.memory, total: size, current }
        return
      }
      if (size > definition.memory.total) {
        throw new LibvirtError('INVALID_ARG', 'cannot set memory higher than max memory')
      }
      definition.memory = { ...definition.memory, current: size }
    },
    memoryFields,
  )
}

function setVcpus(host: TestHost, dom: TestDomain, count: number, flags: number): void {
  if (count < 1) throw new LibvirtError('INVALID_ARG', `argument out of range: ${count}`)
  if (count > mostVcpus) {
    const text = `requested cpu amount exceeds maximum supported amount (${count} > ${mostVcpus})`
    throw new LibvirtError('INVALID_ARG', text)
  }
  const set = flags & domainVcpuFlags.MAXIMUM ? setMaximumVcpus : setOnlineVcpus
  changeDefinitions(host, dom, flags, definition => set(definition, count), vcpuFields)
}

function pinnedTo(dom: TestDomain, id: number, hostCpus: number, length: number): Uint8Array {
  const { cpuTuning, vcpus } = dom.definition
  const cpus = cpuTuning.vcpuPins.get(id) ?? vcpus.cpuset
  return cpus ? mapOfCpus(cpus, length) : mapOfAllCpus(hostCpus, length)
}

function vcpuInfo(dom: TestDomain, { cpus: hostCpus }: TestNode, most: number, length: number) {
  const online = dom.running().vcpus.list.flatMap(({ online }, id) => (online ? [id] : []))
  const shown = online.slice(0, Math.max(0, most))
  const info = shown.map(id => ({
    number: id,
    state: vcpuState.RUNNING,
    cpu_time: vcpuTime(id),
    cpu: cpusOfMap(pinnedTo(dom, id, hostCpus, Math.ceil(hostCpus / 8)))[0] ?? 0,
  }))
  const maps = length > 0 ? shown.map(id => pinnedTo(dom, id, hostCpus, length)) : []
  return { info, cpumaps: Buffer.concat(maps) }
}

const counted = (params: TypedParameter[]) => ({ params, nparams: params.length })

export function resourceVerbs(host: TestHost, node: TestNode): Verbs<TestObjects> {
  return {
    domainSetMemoryFlags: ({ dom, memory, flags }) => setMemory(host, dom, memory, flags),
    domainSetVcpusFlags: ({ dom, nvcpus, flags }) => setVcpus(host, dom, nvcpus, flags),
    domainSetVcpu: ({ dom, cpumap, state, flags }) => {
      if (state !== 0 && state !== 1) throw new LibvirtError('INVALID_ARG', 'unsupported state value')
      const cpus = parseNumberSet(cpumap)
      changeDefinitions(host, dom, flags, definition => switchVcpus(definition, cpus, state === 1), vcpuFields)
    },
    // No pretended guest was ever measured.
    domainGetLaunchSecurityInfo: ({ dom }) => {
      dom.running()
      return { params: [] }
    },
    domainMemoryPeek: ({ dom, offset, size }) => {
      dom.running()
      // Every byte of a pretended guest's memory is the low end of its own address, as in libvirt's test driver.
      return { buffer: Uint8Array.from({ length: size }, (_, index) => Number((offset + BigInt(index)) & 0xffn)) }
    },
    domainGetVcpusFlags: ({ dom, flags }) => {
      const definition = asked(dom, flags & ~domainVcpuFlags.MAXIMUM)
      return { num: flags & domainVcpuFlags.MAXIMUM ? maximumVcpus(definition) : onlineVcpus(definition) }
    },
    // An inactive domain answers from its definition here, unlike the call with flags.
    domainGetMaxVcpus: ({ dom }) => ({ num: maximumVcpus(dom.definition) }),
    domainGetVcpus: ({ dom, maxinfo, maplen }) => vcpuInfo(dom, node, maxinfo, maplen),
    domainPinVcpuFlags: ({ dom, vcpu, cpumap }) => {
      const definition = dom.running()
      if (!definition.vcpus.list[vcpu]?.online) {
        throw new LibvirtError('INVALID_ARG', `requested vcpu '${vcpu}' is not present in the domain`)
      }
      definition.cpuTuning.vcpuPins.set(vcpu, cpusOfMap(cpumap))
      host.change('changed', dom, ['domainGetXmlDesc', 'domainGetVcpuPinInfo'])
    },
    domainGetVcpuPinInfo: ({ dom, ncpumaps, maplen, flags }) => {
      const ids = asked(dom, flags)
        .vcpus.list.map((_, id) => id)
        .slice(0, Math.max(0, ncpumaps))
      const maps = ids.map(id => pinnedTo(dom, id, node.cpus, maplen))
      return { cpumaps: Buffer.concat(maps), num: ids.length }
    },
    domainPinEmulator: ({ dom, cpumap, flags }) => {
      const cpus = cpusOfMap(cpumap)
      changeDefinitions(host, dom, flags, definition => {
        definition.cpuTuning = { ...definition.cpuTuning, emulatorPin: cpus }
      })
    },
    domainGetEmulatorPinInfo: ({ dom, maplen, flags }) => {
      const { emulatorPin } = asked(dom, flags).cpuTuning
      const map = emulatorPin ? mapOfCpus(emulatorPin, maplen) : mapOfAllCpus(node.cpus, maplen)
      return { cpumaps: map, ret: 1 }
    },
    domainGetMemoryParameters: ({ dom, flags }) => {
      const params = memoryParameters(asked(dom, flags))
      return { params, nparams: params.length }
    },
    domainSetMemoryParameters: ({ dom, params, flags }) =>
      changeDefinitions(host, dom, flags, definition => {
        definition.memoryTuning = withMemoryParameters(definition.memoryTuning, params)
      }),
    domainGetBlkioParameters: ({ dom, flags }) => {
      const params = blkioParameters(asked(dom, flags))
      return { params, nparams: params.length }
    },
    domainSetBlkioParameters: ({ dom, params, flags }) =>
      changeDefinitions(host, dom, flags, definition => {
        definition.blockTuning = withBlkioParameters(definition.blockTuning, params)
      }),
    domainGetNumaParameters: ({ dom, flags }) => counted(numaParameters(asked(dom, flags))),
    domainSetNumaParameters: ({ dom, params, flags }) =>
      changeDefinitions(host, dom, flags, definition => {
        definition.numaTuning = withNumaParameters(definition.numaTuning, params)
      }),
    domainGetInterfaceParameters: ({ dom, device, flags }) =>
      counted(bandwidthParameters(interfaceToTune(asked(dom, flags), device).bandwidth)),
    domainSetInterfaceParameters: ({ dom, device, params, flags }) =>
      changeDefinitions(host, dom, flags, definition => {
        const iface = interfaceToTune(definition, device)
        const tuned = { ...iface, bandwidth: withBandwidthParameters(iface.bandwidth, params) }
        const all = definition.devices.interface.map(other => (other === iface ? tuned : other))
        definition.devices = { ...definition.devices, interface: all }
      }),
    domainGetPerfEvents: ({ dom, flags }) => ({ params: perfParameters(asked(dom, flags)) }),
    domainSetPerfEvents: ({ dom, params, flags }) =>
      changeDefinitions(host, dom, flags, definition => {
        definition.perf = withPerfParameters(definition.perf, params)
      }),
    domainGetBlockIoTune: ({ dom, disk, flags }) => {
      const definition = asked(dom, flags)
      // Without a disk, a client asks how many there are.
      const params = blockIoTune(disk === undefined ? {} : diskToTune(definition, disk))
      return { params, nparams: params.length }
    },
    domainSetThrottleGroup: ({ dom, group, params, flags }) =>
      changeDefinitions(host, dom, flags, definition => setThrottleGroup(definition, group, params)),
    domainDelThrottleGroup: ({ dom, group = '', flags }) =>
      changeDefinitions(host, dom, flags, definition => deleteThrottleGroup(definition, group)),
    domainSetBlockIoTune: ({ dom, disk: name, params, flags }) =>
      changeDefinitions(host, dom, flags, definition => {
        const disk = diskToTune(definition, name)
        const tuned = withBlockIoTune(disk, params)
        const all = definition.devices.disk.map(other => (other === disk ? tuned : other))
        definition.devices = { ...definition.devices, disk: all }
      }),
  }
}
