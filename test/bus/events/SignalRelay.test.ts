// Signals as clients hear them.
import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import type { Feed } from '../../../src/api/Driver.js'
import { Variant } from '../../../src/bus/codec/values.js'
import type { BusConnection } from '../../../src/bus/connection/BusConnection.js'
import { EventFeed } from '../../../src/drivers/EventFeed.js'
import { fakeDomain, fakeDriver } from '../../access/fakeDriver.js'
import { callDoor, doorOn, testPath } from '../doorOn.js'

const web = fakeDomain('web', 3)
const webPath = `${testPath}/domain/_${web.reference.uuid.replaceAll('-', '_')}`

/** A driver of one guest whose feed the test tells into. */
function speakingDriver(feed: EventFeed) {
  let active = 1
  const driver = fakeDriver([web, fakeDomain('other')], {
    connectListAllDomains: () => ({ domains: [web], ret: 1 }),
    connectGetCapabilities: () => ({ capabilities: '' }),
    domainLookupByUuid: () => ({ dom: web }),
    domainIsActive: () => ({ active }),
    domainGetState: () => ({ state: active ? 1 : 5, reason: 0 }),
  })
  return { driver: { ...driver, feed: feed satisfies Feed }, stop: () => (active = 0) }
}

/** Notes every signal of an interface as `path member values`. */
async function listen(client: BusConnection, iface: string, members: string[]): Promise<unknown[][]> {
  const heard: unknown[][] = []
  for (const member of members) {
    await client.subscribe({ interface: iface, member }, (values, { fields }) =>
      heard.push([fields.path, member, ...values]),
    )
  }
  return heard
}

/** What was sent before has arrived when this has. */
const settle = async (client: BusConnection) => {
  await delay(5)
  await callDoor(client, testPath, 'org.freedesktop.DBus.Peer.Ping')
}

const address = { family: 0, node: '::1', service: '5900' }
const events: [tell: (feed: EventFeed) => void, iface: string, expected: unknown[]][] = [
  [
    feed => feed.emit('domainLifecycleEvent', { dom: web, event: 2, detail: 1 }),
    'Connect',
    [testPath, 'DomainEvent', webPath, 2, 1],
  ],
  [feed => feed.emit('domainRebootEvent', { dom: web }), 'Domain', [webPath, 'Reboot']],
  [feed => feed.emit('domainRtcChangeEvent', { dom: web, offset: -7n }), 'Domain', [webPath, 'RTCChange', -7n]],
  [feed => feed.emit('domainWatchdogEvent', { dom: web, action: 2 }), 'Domain', [webPath, 'Watchdog', 2]],
  [
    feed =>
      feed.emit('domainIoErrorReasonEvent', { dom: web, srcPath: '/a', devAlias: 'd', action: 1, reason: 'enospc' }),
    'Domain',
    [webPath, 'IOError', '/a', 'd', 1, 'enospc'],
  ],
  [
    feed =>
      feed.emit('domainGraphicsEvent', {
        dom: web,
        phase: 1,
        local: address,
        remote: address,
        authScheme: 'vnc',
        subject: [{ type: 'x509dname', name: 'CN=a' }],
      }),
    'Domain',
    [webPath, 'Graphics', 1, [0, '::1', '5900'], [0, '::1', '5900'], 'vnc', [['x509dname', 'CN=a']]],
  ],
  [
    feed =>
      feed.emit('domainDiskChangeEvent', {
        dom: web,
        oldSrcPath: '/a',
        newSrcPath: undefined,
        devAlias: 'd',
        reason: 0,
      }),
    'Domain',
    [webPath, 'DiskChange', '/a', '', 'd', 0],
  ],
  [
    feed => feed.emit('domainBalloonChangeEvent', { dom: web, actual: 1024n }),
    'Domain',
    [webPath, 'BalloonChange', 1024n],
  ],
  [
    feed => feed.emit('domainTunableEvent', { dom: web, params: [{ field: 'cputune.x', type: 'ullong', value: 9n }] }),
    'Domain',
    [webPath, 'Tunable', [['cputune.x', new Variant('v', new Variant('t', 9n))]]],
  ],
  [
    feed =>
      feed.emit('domainBlockThresholdEvent', { dom: web, dev: 'vda', path: undefined, threshold: 5n, excess: 1n }),
    'Domain',
    [webPath, 'BlockThreshold', 'vda', '', 5n, 1n],
  ],
  [
    feed => feed.emit('domainMetadataChangeEvent', { dom: web, type: 2, nsuri: 'http://x' }),
    'Domain',
    [webPath, 'MetadataChange', 2, 'http://x'],
  ],
]
for (const [tell, iface, expected] of events) {
  t.test(`${iface}.${String(expected[1])} is told on ${String(expected[0])}`, async t => {
    const feed = new EventFeed()
    const client = await (await doorOn(t, speakingDriver(feed).driver)).connect()
    const heard = await listen(client, `org.libvirt.${iface}`, [String(expected[1])])
    tell(feed)
    await settle(client)
    t.strictSame(heard, [expected])
  })
}

t.test('several changes of one guest in one turn are one signal with the present values', async t => {
  const feed = new EventFeed()
  const { driver, stop } = speakingDriver(feed)
  const client = await (await doorOn(t, driver)).connect()
  const heard = await listen(client, 'org.freedesktop.DBus.Properties', ['PropertiesChanged'])
  stop()
  feed.change('changed', web, ['domainIsActive'])
  feed.change('changed', web, ['domainGetState', 'domainGetXmlDesc'])
  await settle(client)
  t.strictSame(heard, [
    [
      webPath,
      'PropertiesChanged',
      'org.libvirt.Domain',
      [
        ['Active', new Variant('b', false)],
        ['Id', new Variant('u', 3)],
      ],
      [],
    ],
    [
      webPath,
      'PropertiesChanged',
      'org.virtbus.Domain1',
      [
        ['State', new Variant('i', 5)],
        ['StateReason', new Variant('i', 0)],
        ['Title', new Variant('s', '')],
        ['ShutdownAction', new Variant('s', '')],
        ['ShutdownTimeout', new Variant('i', -1)],
        ['BootPriority', new Variant('i', 0)],
        ['BootDelay', new Variant('u', 0)],
        ['ReadyWhen', new Variant('s', 'started')],
      ],
      [],
    ],
  ])
})

t.test('an object that comes is told with its properties, and one that goes with its interfaces', async t => {
  const feed = new EventFeed()
  const client = await (await doorOn(t, speakingDriver(feed).driver)).connect()
  const heard = await listen(client, 'org.freedesktop.DBus.ObjectManager', ['InterfacesAdded', 'InterfacesRemoved'])
  feed.change('added', web)
  feed.change('changed', web, ['domainIsActive'])
  feed.change('removed', web)
  await settle(client)
  t.match(heard, [
    [testPath, 'InterfacesAdded', webPath, [['org.libvirt.Domain', [['Active', new Variant('b', true)]]]]],
    [testPath, 'InterfacesRemoved', webPath, ['org.libvirt.Domain', 'org.virtbus.Domain1']],
  ])
  t.equal(heard.length, 2)
})

t.test('changes are numbered, and a client that was away asks for those it missed', async t => {
  const feed = new EventFeed()
  const client = await (await doorOn(t, speakingDriver(feed).driver)).connect()
  const heard = await listen(client, 'org.virtbus.Connect1', ['Changed'])
  feed.change('added', web)
  feed.emit('domainLifecycleEvent', { dom: web, event: 0, detail: 0 })
  feed.change('changed', web, ['domainIsActive'])
  feed.change('removed', web)
  await settle(client)
  const since = (sequence: bigint) => callDoor(client, testPath, 'org.virtbus.Connect1.ChangesSince', 't', [sequence])
  const changed = ['org.libvirt.Domain.Active', 'org.libvirt.Domain.Id']
  const all = [
    [1n, 'added', webPath, []],
    [3n, 'changed', webPath, [...changed, 'org.virtbus.Domain1.State', 'org.virtbus.Domain1.StateReason']],
    [4n, 'removed', webPath, []],
  ]
  t.strictSame(
    heard.map(([, , ...change]) => change),
    all,
  )
  t.strictSame(await since(0n), all)
  t.strictSame(await since(3n), all.slice(2))
  t.strictSame(await since(4n), [])
  await t.rejects(since(5n), { message: /changes are only known from 0 to 4. List the objects again/ })
  const call = {
    destination: 'org.libvirt',
    path: testPath,
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
  }
  const { values } = await client.call({ ...call, signature: 'ss', values: ['org.virtbus.Connect1', 'Sequence'] })
  t.strictSame(values, [new Variant('t', 4n)])
})
