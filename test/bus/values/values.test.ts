import t from 'tap'
import type { TypedParameter } from '../../../src/api/schema.js'
import { Variant } from '../../../src/bus/codec/values.js'
import {
  cpuListFromBooleans,
  cpuMapFromBooleans,
  cpuMapToBooleans,
  splitCpuMaps,
} from '../../../src/bus/values/cpuMaps.js'
import { absentIfEmpty, requireUuid } from '../../../src/bus/values/texts.js'
import { parametersFromEntries, parametersToEntries } from '../../../src/bus/values/typedParameters.js'

const parameters: [letter: string, parameter: TypedParameter][] = [
  ['i', { field: 'a', type: 'int', value: -5 }],
  ['u', { field: 'a', type: 'uint', value: 5 }],
  ['x', { field: 'a', type: 'llong', value: -5n }],
  ['t', { field: 'a', type: 'ullong', value: 5n }],
  ['d', { field: 'a', type: 'double', value: 0.5 }],
  ['b', { field: 'a', type: 'boolean', value: true }],
  ['s', { field: 'a', type: 'string', value: 'x' }],
]
for (const [letter, parameter] of parameters) {
  t.test(
    `a parameter of type ${parameter.type} is ${letter}: wrapped twice on the way out, once on the way in`,
    async t => {
      const variant = new Variant(letter, parameter.value)
      t.strictSame(parametersToEntries([parameter]), [['a', new Variant('v', variant)]])
      t.strictSame(parametersFromEntries([['a', variant]]), [parameter])
    },
  )
}

const refused: [letter: string, value: unknown][] = [
  ['y', 1],
  ['q', 1],
  ['o', '/a'],
  ['v', new Variant('i', 1)],
  ['as', []],
]
for (const [letter, value] of refused) {
  t.test(`a parameter of type ${letter} is refused, and the type named`, async t => {
    t.throws(() => parametersFromEntries([['weight', new Variant(letter, value)]]), {
      message: `Invalid typed parameter '${letter}'.`,
    })
  })
}

t.test('a repeated name is passed on as it is', async t => {
  const entries = [1, 2].map(value => ['a', new Variant('i', value)] as const)
  t.equal(parametersFromEntries(entries).length, 2)
})

t.test('CPU maps have the lowest CPU in the lowest bit', async t => {
  const cpus = [true, false, true, false, false, false, false, false, false, true]
  t.strictSame(cpuMapFromBooleans(cpus), Uint8Array.of(0b101, 0b10))
  t.strictSame(cpuMapToBooleans(Uint8Array.of(0b101, 0b10), 10), cpus)
  t.strictSame(cpuMapToBooleans(Uint8Array.of(1), 10), [true, ...Array<boolean>(9).fill(false)])
  t.strictSame(splitCpuMaps(Uint8Array.of(1, 2, 3, 4), 2), [Uint8Array.of(1, 2), Uint8Array.of(3, 4)])
  t.strictSame(splitCpuMaps(new Uint8Array(), 0), [])
})

const lists: [cpus: boolean[], list: string][] = [
  [[], ''],
  [[true], '0'],
  [[true, true, true], '0-2'],
  [[false, true, false, true, true], '1,3-4'],
]
for (const [cpus, list] of lists) {
  t.test(`CPUs '${list}' are written as ranges`, async t => t.equal(cpuListFromBooleans(cpus), list))
}

t.test('texts: an empty one is none, and a UUID must be one', async t => {
  t.equal(absentIfEmpty(''), undefined)
  t.equal(absentIfEmpty('a'), 'a')
  t.equal(requireUuid('C7A5FDBDEDAF9455926AD65C16DB1809', 'x'), 'c7a5fdbd-edaf-9455-926a-d65c16db1809')
  t.throws(() => requireUuid('nope', 'virDomainLookupByUUIDString'), {
    message: 'Invalid UUID',
  })
})
