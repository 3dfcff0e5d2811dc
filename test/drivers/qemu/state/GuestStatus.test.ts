import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { activities } from '../../../../src/drivers/qemu/domain/DomainState.js'
import { formatGuestStatus, parseGuestStatus } from '../../../../src/drivers/qemu/state/GuestStatus.js'
import { recordedFlags } from '../../../../src/drivers/qemu/state/recordedFlags.js'
import { activityOf, wordsOf } from '../../../../src/drivers/qemu/state/words.js'
import { systemRandom } from '../../../../src/host/systemRandom.js'
import { parseDomain } from '../../../../src/model/domain/parseDomain.js'

const context = { random: systemRandom, hostArch: 'x86_64' }
const plain = { inactive: false, skipPostParse: true, skipValidate: true }
const document = `<domain type='qemu' id='7'><name>web1</name><uuid>4dea22b3-1d52-d8f3-2516-782e98ab3fa0</uuid>
  <memory>65536</memory><os><type>hvm</type></os></domain>`

const minimal = {
  activity: { is: 'running', why: 'BOOTED' },
  process: { pid: 4711 },
  monitor: '/m',
  folder: '/',
  vcpuThreads: new Map(),
  rebooting: false,
  agentTimeout: -2,
  scope: undefined,
  owners: [],
  flags: [],
} as const

t.test('what is recorded of a guest is read back', async t => {
  const status = {
    activity: { is: 'paused', why: 'IOERROR' },
    process: { pid: 4711, startTime: 123456789012345n },
    monitor: '/var/lib/libvirt/qemu/domain-7-web1/monitor.sock',
    folder: '/var/lib/libvirt/qemu/domain-7-web1',
    vcpuThreads: new Map([
      [0, 4712],
      [1, 4713],
    ]),
    rebooting: true,
    agentTimeout: -2,
    flags: ['spice', 'virtio-net'],
    scope: 'machine-qemu\\x2d7\\x2dweb1.scope',
    saving: { path: '/srv/web1.save', ran: true },
    owners: [{ path: "/srv/ann's disk.img", uid: 7, gid: 8 }],
    definition: parseDomain(document, context, plain),
  } as const
  const { definition, ...read } = parseGuestStatus(formatGuestStatus(status), context)
  t.match(read, { ...status, definition: undefined })
  t.match(definition, { name: 'web1', id: 7 })
})

t.test(
  "Q35's own watchdog stands where a libvirt that does not know it does not stumble, and is there again",
  async t => {
    const definition = parseDomain(
      document.replace(
        '</domain>',
        `<devices>
    <watchdog model='itco' action='pause'><alias name='watchdog0'/></watchdog>
    <watchdog model='ib700' action='none'><alias name='watchdog1'/></watchdog></devices></domain>`,
      ),
      context,
      plain,
    )
    const text = formatGuestStatus({ ...minimal, definition })
    t.notMatch(text, "model='itco'")
    t.match(text, "model='ib700'")
    t.match(parseGuestStatus(text, context).definition.devices.watchdog, [
      { model: 'ib700', action: 'none', info: { alias: 'watchdog1' } },
      { model: 'itco', action: 'pause', info: { alias: 'watchdog0' } },
    ])
  },
)

t.test('of the features of a QEMU, those are recorded that an older libvirt knows', async t => {
  const flags = recordedFlags(new Set(['virtio-net', 'netdev.stream', 'acpi-erst', 'no-such-feature']))
  for (const known of ['virtio-net', 'netdev.stream', 'no-acpi']) t.ok(flags.includes(known), known)
  for (const unknown of ['acpi-erst', 'no-such-feature', 'spice']) t.notOk(flags.includes(unknown), unknown)
})

t.test('every activity has words of its own', async t => {
  const words = activities.map(activity => wordsOf(activity))
  t.equal(new Set(words.map(({ state, reason }) => `${state} ${reason}`)).size, activities.length)
  t.same(
    words.map(({ state, reason }) => activityOf(state, reason)),
    activities,
  )
})

const damages = [
  ['no XML', 'x'],
  ['another document', '<domain/>'],
  ['a state that is none', "<domstatus state='walking' pid='1'><monitor path='/m'/><domain/></domstatus>"],
  ['no domain', "<domstatus state='running' pid='1'><monitor path='/m'/></domstatus>"],
  ['no process', `<domstatus state='running'><monitor path='/m'/>${document}</domstatus>`],
] as const
for (const [what, text] of damages) {
  t.test(`a file with ${what} is refused`, async t => {
    t.throws(() => parseGuestStatus(text, context), { name: 'LibvirtError' })
  })
}

const corpus = fileURLToPath(new URL('../../../../../../shared/corpus/domain/status/', import.meta.url))
const recorded = existsSync(corpus) ? readdirSync(corpus).filter(name => name.endsWith('-in.xml')) : []

t.test(
  "libvirt's own records are understood",
  recorded.length > 0 ? {} : { skip: 'no recorded files here' },
  async t => {
    for (const name of recorded) {
      const status = parseGuestStatus(readFileSync(join(corpus, name), 'utf8'), context)
      t.ok(status.process && status.process.pid > 0, name)
      t.match(status.monitor, /^\//)
    }
  },
)
