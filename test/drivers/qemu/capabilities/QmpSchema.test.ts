import t from 'tap'
import { QmpSchema } from '../../../../src/drivers/qemu/capabilities/QmpSchema.js'
import { JsonReader } from '../../../../src/drivers/qemu/monitor/JsonReader.js'

const entities = [
  { name: 'add', 'meta-type': 'command', 'arg-type': '1', 'ret-type': '0', features: ['fast'] },
  { name: '0', 'meta-type': 'object', members: [] },
  {
    name: '1',
    'meta-type': 'object',
    members: [
      { name: 'driver', type: '2' },
      { name: 'peers', type: '[4]', features: ['deprecated'] },
    ],
    variants: [
      { case: 'file', type: '3' },
      { case: 'null', type: '0' },
    ],
  },
  { name: '2', 'meta-type': 'enum', values: ['file', 'null'], members: [{ name: 'file' }, { name: 'null' }] },
  { name: '3', 'meta-type': 'object', members: [{ name: 'aio', type: '5' }], features: ['fdset'] },
  { name: '[4]', 'meta-type': 'array', 'element-type': '4' },
  { name: '4', 'meta-type': 'alternate', members: [{ type: 'str' }, { type: '3' }] },
  { name: '5', 'meta-type': 'enum', values: ['threads', 'io_uring'] },
  { name: 'str', 'meta-type': 'builtin', 'json-type': 'string' },
]
const schema = new QmpSchema(new JsonReader(entities, 'schema'))

const spots: Record<string, boolean> = {
  add: true,
  '0': false,
  'add!fast': true,
  'add!slow': false,
  'add.arg.driver=null': true,
  'add.arg.driver=nvme': false,
  'add.arg(file)': true,
  'add.arg(nvme)': false,
  'add.arg(file).aio=io_uring': true,
  'add.arg(null).aio': false,
  'add.arg(file)!fdset': true,
  'add.arg.peers!deprecated': true,
  'add.arg.peers.aio=threads': true,
  'add.arg.peers.path': false,
  'add.ret.anything': false,
}
for (const [spot, there] of Object.entries(spots)) {
  t.test(`${spot} is ${there ? '' : 'not '}in the schema`, async t => t.equal(schema.has(spot), there))
}
