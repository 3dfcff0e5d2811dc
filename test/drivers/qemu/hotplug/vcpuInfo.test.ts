import t from 'tap'
import { parseFeatureWords } from '../../../../src/drivers/qemu/hotplug/featureWords.js'
import { parseVcpuInfo } from '../../../../src/drivers/qemu/hotplug/vcpuInfo.js'
import { JsonReader } from '../../../../src/drivers/qemu/monitor/JsonReader.js'
import { parseJobs } from '../../../../src/drivers/qemu/monitor/parseJobs.js'

const reply = (value: unknown) => new JsonReader(value, 'reply')
const place = (socket: number, path?: string) => ({
  type: 'qemu64-x86_64-cpu',
  'vcpus-count': 1,
  props: { 'socket-id': socket },
  ...(path !== undefined && { 'qom-path': path }),
})
const thread = (index: number, path: string) => ({ 'cpu-index': index, 'thread-id': 100 + index, 'qom-path': path })

t.test('vCPUs stand in the order of their places, and remember that of their plugging', async t => {
  const builtIn = '/machine/unattached/device[0]'
  const plugged = '/machine/peripheral/vcpu2'
  const vcpus = parseVcpuInfo(
    reply([place(2, plugged), place(1), place(0, builtIn)]),
    reply([thread(0, builtIn), thread(2, plugged)]),
    3,
  )
  t.match(vcpus, [
    { online: true, hotpluggable: false, thread: 100, enableOrder: 1, place: { socket: 0 } },
    { online: false, hotpluggable: true, place: { socket: 1 } },
    { online: true, hotpluggable: true, thread: 102, enableOrder: 2, alias: 'vcpu2', place: { socket: 2 } },
  ])
})

t.test('threads of one object come and go together', async t => {
  const path = '/machine/unattached/device[0]'
  const core = { type: 'core', 'vcpus-count': 2, props: { 'core-id': 0 }, 'qom-path': path }
  const vcpus = parseVcpuInfo(reply([core]), reply([thread(0, path), thread(1, path)]), 2)
  t.match(vcpus, [
    { group: 2, thread: 100, enableOrder: 1 },
    { group: 0, thread: 101, enableOrder: undefined },
  ])
})

t.test('places that are not those of the domain are refused', async t => {
  t.throws(() => parseVcpuInfo(reply([place(0)]), reply([]), 2), { message: /1 vCPUs, the domain 2/ })
})

t.test('feature words of one leaf are put together, and empty leaves left out', async t => {
  const word = (leaf: number, register: string, features: number) => ({
    'cpuid-input-eax': leaf,
    'cpuid-register': register,
    features,
  })
  t.same(parseFeatureWords(reply([word(1, 'ECX', 3), word(7, 'EBX', 0), word(1, 'EDX', 4)])).cpuid, [
    { leaf: 1, subleaf: 0, eax: 0, ebx: 0, ecx: 3, edx: 4 },
  ])
})

t.test('a job in a state no release has is refused', async t => {
  t.throws(() => parseJobs(reply([{ id: 'a', type: 'commit', status: 'dreaming' }])), { message: /'dreaming'/ })
})
