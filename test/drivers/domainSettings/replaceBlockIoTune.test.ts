import t from 'tap'
import type { TypedParameter } from '../../../src/api/schema.js'
import {
  checkBursts,
  readBlockIoTune,
  replaceBlockIoTune,
} from '../../../src/drivers/domainSettings/replaceBlockIoTune.js'
import type { Iotune } from '../../../src/model/domain/devices/diskIotune.js'

const params = (limits: Readonly<Record<string, bigint | string>>): TypedParameter[] =>
  Object.entries(limits).map(([field, value]) =>
    typeof value === 'string' ? { field, type: 'string', value } : { field, type: 'ullong', value },
  )

const cases: readonly [title: string, before: Iotune, given: Record<string, bigint | string>, after: Iotune][] = [
  ['a limit is set', {}, { total_bytes_sec: 1000n }, { total_bytes_sec: 1000 }],
  [
    'what is said of one way replaces all of the family',
    { total_bytes_sec: 1000, read_iops_sec: 5 },
    { read_bytes_sec: 10n },
    { read_bytes_sec: 10, read_iops_sec: 5 },
  ],
  ['0 takes a limit away', { total_iops_sec: 5, group_name: 'g' }, { total_iops_sec: 0n }, { group_name: 'g' }],
  ['a group is named', { total_iops_sec: 5 }, { group_name: 'g' }, { total_iops_sec: 5, group_name: 'g' }],
  [
    'a length that is taken away stays 1 beside its limit',
    { total_iops_sec: 5, total_iops_sec_max: 9, total_iops_sec_max_length: 4 },
    { total_iops_sec_max_length: 0n },
    { total_iops_sec: 5, total_iops_sec_max: 9, total_iops_sec_max_length: 1 },
  ],
]
for (const [title, before, given, after] of cases) {
  t.test(title, async t => {
    t.same(replaceBlockIoTune(before, readBlockIoTune(params(given))), after)
  })
}

t.test('limits of both ways together and of one way exclude each other', async t => {
  const both = params({ total_bytes_sec: 1n, write_bytes_sec: 1n })
  const message = 'invalid argument: total and read/write of bytes_sec cannot be set at the same time'
  t.throws(() => readBlockIoTune(both), { message })
})

t.test('QEMU takes no more than ten to the power of 15', async t => {
  const message = 'argument unsupported: block I/O throttle limit value must be no more than 1000000000000000'
  t.throws(() => readBlockIoTune(params({ total_bytes_sec: 1_000_000_000_000_001n })), { message })
  t.equal(readBlockIoTune(params({ total_bytes_sec: 1_000_000_000_000_000n })).size, 1)
})

t.test('a burst is no smaller than the limit, and not without one', async t => {
  t.throws(() => checkBursts({ read_iops_sec: 9, read_iops_sec_max: 5 }), {
    message: "unsupported configuration: value 'read_iops_sec_max' cannot be smaller than 'read_iops_sec'",
  })
  t.throws(() => checkBursts({ read_iops_sec_max: 5 }), {
    message: "unsupported configuration: cannot reset 'read_iops_sec' when 'read_iops_sec_max' is set",
  })
  t.doesNotThrow(() => checkBursts({ read_iops_sec: 5, read_iops_sec_max: 5 }))
})
