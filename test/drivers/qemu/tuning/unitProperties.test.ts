import t from 'tap'
import { blockProperties, memoryProperty, quotaProperties } from '../../../../src/drivers/qemu/tuning/unitProperties.js'
import type { BlockDeviceTuning } from '../../../../src/model/domain/blockTuning.js'

const none = 0xffff_ffff_ffff_ffffn

/** What systemd writes to cpu.max: it multiplies, and drops what is left over. */
const quotaOf = (perSecond: bigint, period: bigint): bigint => (perSecond * period) / 1_000_000n

const bandwidths = [
  [0n, 150_000n],
  [7_000n, 1_000n],
  [1_000n, 1_001n],
  [333_333n, 33_333n],
  [1_000_000n, 999_999n],
] as const
for (const [period, quota] of bandwidths) {
  t.test(`systemd comes back to a quota of ${quota} in ${period}`, async t => {
    const periods = { period: 0n, global_period: period, emulator_period: 0n, iothread_period: 0n }
    const quotas = { quota: 0n, global_quota: quota, emulator_quota: 0n, iothread_quota: 0n }
    const values = new Map(quotaProperties({ periods, quotas }).map(({ name, value }) => [name, value]))
    const told = [values.get('CPUQuotaPeriodUSec'), values.get('CPUQuotaPerSecUSec')].map(value =>
      BigInt(String(value)),
    )
    const [used = 0n, perSecond = 0n] = told
    t.equal(used, period || 100_000n)
    t.equal(quotaOf(perSecond, used), quota)
  })
}

t.test('memory is told in bytes, and without limit', async t => {
  t.same(memoryProperty('hardLimit', 1024), { name: 'MemoryMax', type: 't', value: 1_048_576n })
  t.same(memoryProperty('softLimit', undefined), { name: 'MemoryHigh', type: 't', value: none })
})

t.test('limits of disks that are no more are taken back, weights all together', async t => {
  const device = (limits: Partial<BlockDeviceTuning>): BlockDeviceTuning => ({
    path: '/dev/sda',
    weight: 0,
    readIops: 0,
    writeIops: 0,
    readBytes: 0n,
    writeBytes: 0n,
    ...limits,
  })
  const before = { weight: 100, devices: [device({ weight: 5, readBytes: 7n, writeIops: 3 })] }
  t.same(blockProperties({ weight: 100, devices: [device({ writeIops: 4 })] }, before), [
    { name: 'IODeviceWeight', type: 'a(st)', value: [] },
    { name: 'IOWriteIOPSMax', type: 'a(st)', value: [['/dev/sda', 4n]] },
    { name: 'IOReadBandwidthMax', type: 'a(st)', value: [['/dev/sda', none]] },
  ])
})
