import t from 'tap'
import { kernelStatistics, statisticsParameters } from '../../../../src/drivers/qemu/statistics/kernelStatistics.js'
import { JsonReader } from '../../../../src/drivers/qemu/monitor/JsonReader.js'
import { QmpError } from '../../../../src/drivers/qemu/monitor/QmpError.js'

const schemas = [
  {
    provider: 'kvm',
    target: 'vcpu',
    stats: [
      { name: 'exits', type: 'cumulative' },
      { name: 'guest_mode', type: 'instant' },
      { name: 'longest', type: 'peak' },
      { name: 'halt_poll_hist', type: 'log2-histogram' },
    ],
  },
  { provider: 'kvm', target: 'vm', stats: [{ name: 'remote_tlb_flush', type: 'cumulative' }] },
]
const figures = [
  {
    provider: 'kvm',
    'qom-path': '/machine/unattached/device[0]',
    stats: [
      { name: 'exits', value: 42 },
      { name: 'guest_mode', value: true },
      { name: 'longest', value: 7 },
      { name: 'halt_poll_hist', value: [1, 2, 3] },
    ],
  },
]

t.test('what KVM counts bears the name of its kind, and histograms are no figures', async t => {
  const replies: Readonly<Record<string, unknown>> = { 'query-stats-schemas': schemas, 'query-stats': figures }
  const monitor = { execute: async (command: string) => new JsonReader(replies[command], command) }
  const [vcpu = new Map()] = await kernelStatistics(monitor, 'vcpu')
  t.same(statisticsParameters('vcpu.0.', vcpu), [
    { field: 'vcpu.0.exits.sum', type: 'ullong', value: 42n },
    { field: 'vcpu.0.guest_mode.cur', type: 'boolean', value: true },
    { field: 'vcpu.0.longest.max', type: 'ullong', value: 7n },
  ])
})

t.test('a QEMU that counts nothing tells nothing', async t => {
  const monitor = {
    execute: async (command: string): Promise<JsonReader> => {
      throw new QmpError(command, 'CommandNotFound', `The command ${command} has not been found`)
    },
  }
  t.same(await kernelStatistics(monitor, 'vm'), [])
})
