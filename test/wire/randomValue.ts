// Arguments that decode, as the grammar of the call table has them, with a liking for edges.
import type { Fields, ObjectKind, References, Schema, TypedParameter } from '../../src/api/schema.js'
import type { Random } from './Random.js'

const ints = [0, 1, 2, 3, 4, 5, 7, 8, 16, 255, 1024, 4096, 0x7fffffff, -1, -2, -0x80000000]
const uints = [0, 1, 2, 3, 4, 5, 8, 255, 65536, 0x7fffffff, 0x80000000, 0xffffffff]
const hypers = [0n, 1n, -1n, 1024n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n)]
const uhypers = [0n, 1n, 1024n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]
const doubles = [0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, -1e308]
const texts = [
  '',
  'test',
  'default',
  'default-pool',
  'eth1',
  'vda',
  'posix',
  '/etc/passwd',
  '../../x',
  '%s%n',
  'ä€𝄞',
  ' ',
  '__proto__',
  'constructor',
  "' or 1=1",
  'a'.repeat(5000),
]
const documents = [
  "<domain type='test'><name>fuzz</name><memory>1024</memory><os><type>hvm</type></os></domain>",
  "<domain type='test'/>",
  '<network><name>fuzz</name></network>',
  "<pool type='dir'><name>fuzz</name><target><path>/fuzz</path></target></pool>",
  '<volume><name>fuzz</name><capacity>1</capacity></volume>',
  '<domainsnapshot><name>fuzz</name></domainsnapshot>',
  '<!DOCTYPE x><x/>',
  '<a><b></a>',
  '<'.repeat(300),
]
const testUuid = '6695eb01-f6a4-8304-79aa-97f2502e193f'
const uuids = [testUuid, '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff']

/** References to objects that the test driver has, and to others. */
const references: { [K in ObjectKind]: (random: Random) => References[K] } = {
  domain: random => ({ name: random.pick(texts), uuid: random.pick(uuids), id: random.pick(ints) }),
  network: random => ({ name: random.pick(texts), uuid: random.pick(uuids) }),
  networkPort: random => ({ net: references.network(random), uuid: random.pick(uuids) }),
  nwfilter: random => ({ name: random.pick(texts), uuid: random.pick(uuids) }),
  nwfilterBinding: random => ({ portdev: random.pick(texts), filtername: random.pick(texts) }),
  interface: random => ({ name: random.pick(texts), mac: random.pick(texts) }),
  storagePool: random => ({ name: random.pick(texts), uuid: random.pick(uuids) }),
  storageVol: random => ({ pool: random.pick(texts), name: random.pick(texts), key: random.pick(texts) }),
  nodeDevice: random => ({ name: random.pick([...texts, 'computer', 'scsi_host1']) }),
  secret: random => ({ uuid: random.pick(uuids), usageType: random.pick(ints), usageID: random.pick(texts) }),
  domainSnapshot: random => ({ name: random.pick(texts), dom: references.domain(random) }),
  domainCheckpoint: random => ({ name: random.pick(texts), dom: references.domain(random) }),
}

function parameter(random: Random): TypedParameter {
  const field = random.pick(['cpu_shares', 'weight', 'limit', 'x', '__proto__', 'minWorkers'])
  return random.pick<() => TypedParameter>([
    () => ({ field, type: 'int', value: random.pick(ints) }),
    () => ({ field, type: 'uint', value: random.pick(uints) }),
    () => ({ field, type: 'llong', value: random.pick(hypers) }),
    () => ({ field, type: 'ullong', value: random.pick(uhypers) }),
    () => ({ field, type: 'double', value: random.pick(doubles) }),
    () => ({ field, type: 'boolean', value: random.once(2) }),
    () => ({ field, type: 'string', value: random.pick(texts) }),
  ])()
}

export function randomValue(schema: Schema, random: Random, name = ''): unknown {
  switch (schema.kind) {
    case 'char':
    case 'short':
    case 'int':
      return random.pick(ints)
    case 'uint':
      return random.once(2) ? 0 : random.pick(uints)
    case 'hyper':
      return random.pick(hypers)
    case 'uhyper':
      return random.pick(uhypers)
    case 'double':
      return random.pick(doubles)
    case 'uuid':
      return random.pick(uuids)
    case 'typedParameter':
      return parameter(random)
    case 'chars':
      return random.pick(texts.filter(text => Buffer.byteLength(text) < (schema.length ?? schema.max ?? 0)))
    case 'charBytes':
      return Uint8Array.from({ length: random.below(9) }, () => random.below(256))
    case 'string':
      return /xml/i.test(name) && !random.once(5) ? random.pick(documents) : random.pick(texts)
    case 'opaque':
      return Uint8Array.from({ length: random.below(Math.min(schema.max, 40) + 1) }, () => random.below(256))
    case 'optional':
      return random.once(2) ? undefined : randomValue(schema.item, random, name)
    case 'list': {
      const length = random.below(Math.min(schema.max, 5) + 1)
      return Array.from({ length }, () => randomValue(schema.item, random, name))
    }
    case 'struct':
      return randomFields(schema.fields, random)
    case 'reference':
      return references[schema.of](random)
  }
}

/** Values for every field of a row's arguments. */
export function randomFields(fields: Fields, random: Random): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, randomValue(schema, random, name)]))
}
