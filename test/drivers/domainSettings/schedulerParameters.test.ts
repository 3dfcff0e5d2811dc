import t from 'tap'
import type { TypedParameter } from '../../../src/api/schema.js'
import {
  schedulerParameters,
  withSchedulerParameters,
} from '../../../src/drivers/domainSettings/schedulerParameters.js'
import type { CpuTuning } from '../../../src/model/domain/cpuTuning.js'

const tuning: CpuTuning = {
  shares: undefined,
  periods: { period: 0n, global_period: 0n, emulator_period: 0n, iothread_period: 0n },
  quotas: { quota: 0n, global_quota: 0n, emulator_quota: 0n, iothread_quota: 0n },
  vcpuPins: new Map(),
  emulatorPin: undefined,
  ioThreadPins: new Map(),
  emulatorScheduler: undefined,
  vcpuSchedulers: new Map(),
  ioThreadSchedulers: new Map(),
  resources: { caches: [], bandwidths: [] },
}
const quota = (value: bigint): TypedParameter => ({ field: 'vcpu_quota', type: 'llong', value })
const period = (value: bigint): TypedParameter => ({ field: 'emulator_period', type: 'ullong', value })

t.test('what is not set reads as 0, in the order of libvirt', async t => {
  t.same(
    schedulerParameters(tuning).map(({ field, value }) => `${field}=${value}`),
    [
      'cpu_shares=0',
      'vcpu_period=0',
      'vcpu_quota=0',
      'emulator_period=0',
      'emulator_quota=0',
      'global_period=0',
      'global_quota=0',
      'iothread_period=0',
      'iothread_quota=0',
    ],
  )
})

t.test('what is said is taken over, and nothing else changes', async t => {
  const changed = withSchedulerParameters({ ...tuning, shares: 7n }, [quota(-1n), period(1_000_000n)])
  t.same([changed.shares, changed.quotas.quota, changed.periods.emulator_period], [7n, -1n, 1_000_000n])
  t.same(tuning.quotas.quota, 0n, 'the former tuning stays')
})

const refused = [
  [quota(999n), "invalid argument: value of 'vcpu_quota' is out of range [1000, 17592186044415]"],
  [quota(17_592_186_044_416n), "invalid argument: value of 'vcpu_quota' is out of range [1000, 17592186044415]"],
  [period(1_000_001n), "invalid argument: value of 'emulator_period' is out of range [1000, 1000000]"],
  [{ ...quota(1n), field: 'foo' }, "argument unsupported: parameter 'foo' not supported"],
  [
    { field: 'cpu_shares', type: 'int', value: 1 },
    "invalid argument: invalid type 'int' for parameter 'cpu_shares', expected 'ullong'",
  ],
] as const

for (const [parameter, message] of refused) {
  t.test(`refused: ${message}`, async t => {
    t.throws(() => withSchedulerParameters(tuning, [parameter]), { message })
  })
}
