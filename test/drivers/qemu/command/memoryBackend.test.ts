import t from 'tap'
import { type MemoryRequest, memoryBackend } from '../../../../src/drivers/qemu/command/memoryBackend.js'
import { toJson } from '../../../../src/drivers/qemu/command/toJson.js'
import { contextWith, emulatorWith, guestWith } from './commandFixture.js'

const capabilities = emulatorWith('thread-context')

/** The objects for 1 MiB of memory of a guest with this backing, as QEMU is told. */
function objects(backing: string, request: Partial<MemoryRequest> = {}): string[] {
  const context = contextWith({ capabilities })
  const all = memoryBackend(guestWith('', backing), context, { id: 'ram', size: 1024, ...request })
  return all.map(option => (option.kind === 'object' ? toJson(option.properties) : option.kind))
}

const single = {
  'ordinary memory is anonymous': ['', '{"qom-type":"memory-backend-ram","id":"ram","size":1048576}'],
  'shared memory is a file in the folder for it': [
    "<memoryBacking><access mode='shared'/></memoryBacking>",
    '{"qom-type":"memory-backend-file","id":"ram","mem-path":"/ram/1-guest/ram","share":true,"size":1048576}',
  ],
  'memory of huge pages is taken at once': [
    '<memoryBacking><hugepages/></memoryBacking>',
    '{"qom-type":"memory-backend-file","id":"ram","mem-path":"/huge/libvirt/qemu/1-guest","prealloc":true,"size":1048576}',
  ],
  'huge pages of anonymous files are asked for by size': [
    "<memoryBacking><hugepages/><source type='memfd'/></memoryBacking>",
    '{"qom-type":"memory-backend-memfd","id":"ram","hugetlb":true,"hugetlbsize":2097152,"prealloc":true,"size":1048576}',
  ],
  'memory on a host node is bound to it': [
    "<numatune><memory mode='strict' nodeset='1'/></numatune>",
    '{"qom-type":"memory-backend-ram","id":"ram","size":1048576,"host-nodes":[1],"policy":"bind"}',
  ],
  'a restriction is not QEMU’s business': [
    "<numatune><memory mode='restrictive' nodeset='1'/></numatune>",
    '{"qom-type":"memory-backend-ram","id":"ram","size":1048576}',
  ],
} as const

t.test('where guest memory lives', async t => {
  for (const [title, [backing, expected]] of Object.entries(single)) t.same(objects(backing), [expected], title)
})

t.test('memory that is taken at once on certain nodes is taken by threads there', async t => {
  const both = "<memoryBacking><hugepages/></memoryBacking><numatune><memory mode='strict' nodeset='0'/></numatune>"
  const [threads, memory] = objects(both)
  t.equal(threads, '{"qom-type":"thread-context","id":"tc-ram","node-affinity":[0]}')
  t.match(memory, '"prealloc-context":"tc-ram"')
})

t.test('the memory of the machine keeps the name it has in migration streams', async t => {
  const shared = "<memoryBacking><source type='memfd'/></memoryBacking>"
  t.match(objects(shared, { systemMemory: true })[0], '"x-use-canonical-path-for-ramblock-id":false')
})
