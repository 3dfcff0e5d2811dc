// cockpit-machines' calls in its order, on the test driver and on real QEMU guests, read as it reads them.
import t, { type Test } from 'tap'
import { testPath } from '../doorOn.js'
import { sessionService } from '../sessionService.js'
import { CockpitSession } from './CockpitSession.js'

const running = 1
const paused = 3
const off = 5

async function begins(t: Test, cockpit: CockpitSession) {
  t.type(await cockpit.property('Connect', 'LibVersion'), 'bigint')
  t.match(await cockpit.call('Connect.GetCapabilities'), /<capabilities>[^]*<host>[^]*<guest>[^]*<arch name='/)
  const memory = await cockpit.call('Connect.NodeGetMemoryStats', 'iu', [-1, 0])
  t.match(memory, [['total', BigInt]])
  for (const member of ['ListDomains', 'ListNetworks', 'ListStoragePools', 'ListNodeDevices']) {
    // A host without such objects is shown without them.
    const paths = await cockpit.paths(member).catch(() => [])
    t.ok(paths.every(path => path.startsWith(`${cockpit.path}/`)))
  }
}

async function livesWithGuest(t: Test, cockpit: CockpitSession, xml: string, statistics = {}) {
  const guest = String(await cockpit.call('Connect.DomainDefineXML', 's', [xml]))
  t.equal(await cockpit.call('Connect.DomainLookupByName', 's', ['replayed']), guest)
  t.ok((await cockpit.paths('ListDomains')).includes(guest))
  const shown = await cockpit.domain(guest)
  t.match(Object.fromEntries(shown.properties), { Active: false, Autostart: false, Name: 'replayed', Persistent: true })
  t.match(shown.state, [off, Number])
  t.match(shown.xml, /<name>replayed<\/name>/)

  // An edit is read, changed and defined again, and nothing else may change.
  await cockpit.call('Connect.DomainDefineXML', 's', [shown.inactiveXml])
  t.equal((await cockpit.domain(guest)).inactiveXml, shown.inactiveXml)
  const fewer = shown.inactiveXml.replace(/(<vcpu[^>]*>)2</, '$11<')
  await cockpit.call('Connect.DomainDefineXML', 's', [fewer])
  t.equal((await cockpit.domain(guest)).inactiveXml, fewer)

  await cockpit.setAutostart('Domain', guest, true)
  t.equal((await cockpit.properties('Domain', guest)).get('Autostart'), true)
  await cockpit.call('Domain.Rename', 'su', ['renamed', 0], guest)
  await cockpit.call('Domain.Rename', 'su', ['replayed', 0], guest)

  await cockpit.call('Domain.Create', 'u', [0], guest)
  t.match((await cockpit.domain(guest)).state, [running, Number])
  const { inactiveXml, xml: live } = await cockpit.domain(guest)
  t.match(live, /<domain type='\w+' id='\d+'/)
  t.notMatch(inactiveXml, /<domain [^>]*\bid=/)
  t.match(Object.fromEntries(await cockpit.statistics(guest)), statistics)
  await cockpit.call('Domain.Suspend', '', [], guest)
  t.match((await cockpit.domain(guest)).state, [paused, Number])
  await cockpit.call('Domain.Resume', '', [], guest)
  await cockpit.call('Domain.SendKey', 'uuauu', [0, 0, [29, 56, 111], 0], guest)
  await cockpit.call('Domain.Reset', 'u', [0], guest)
  await cockpit.call('Domain.SetMemory', 'tu', [32768n, 2], guest)
  await cockpit.call('Domain.InterfaceAddresses', 'uu', [0, 0], guest)

  await cockpit.call('Domain.Destroy', 'u', [0], guest)
  t.match((await cockpit.domain(guest)).state, [off, Number])
  await cockpit.call('Domain.Undefine', 'u', [0], guest)
  // It compares the beginning of the text after it has taken a guest away.
  await t.rejects(cockpit.domain(guest), { errorName: 'org.libvirt.Error', message: /^Domain not found:/ })
  t.notOk((await cockpit.paths('ListDomains')).includes(guest))
  const kinds = cockpit.told.filter(line => line.startsWith('DomainEvent')).map(line => line.split(' ')[1])
  t.same(new Set(kinds), new Set(['0', '1', '2', '3', '4', '5']))
}

async function keepsSnapshots(t: Test, cockpit: CockpitSession) {
  const [guest = ''] = await cockpit.paths('ListDomains')
  const xml = '<domainsnapshot><name>before_1</name><description>first</description></domainsnapshot>'
  await cockpit.call('Domain.SnapshotCreateXML', 'su', [xml, 0], guest)
  const listed = await cockpit.call('Domain.ListDomainSnapshots', 'u', [0], guest)
  const made = String(await cockpit.call('Domain.SnapshotLookupByName', 'su', ['before_1', 0], guest))
  t.same(listed, [made])
  t.equal(await cockpit.call('Domain.SnapshotCurrent', 'u', [0], guest), made)
  t.equal(await cockpit.call('DomainSnapshot.IsCurrent', 'u', [0], made), true)
  const shown = await cockpit.call('DomainSnapshot.GetXMLDesc', 'u', [0], made)
  t.match(shown, /<description>first<\/description>[^]*<state>running<\/state>[^]*<creationTime>\d+</)
  await cockpit.call('DomainSnapshot.Revert', 'u', [0], made)
  await cockpit.call('DomainSnapshot.Delete', 'u', [0], made)
  t.same(await cockpit.call('Domain.ListDomainSnapshots', 'u', [0], guest), [])
}

async function keepsNetworks(t: Test, cockpit: CockpitSession) {
  const xml = `<network><name>replayed</name><bridge name='virbr77'/><ip address='192.168.77.1' netmask='255.255.255.0'><dhcp>
    <range start='192.168.77.2' end='192.168.77.9'/></dhcp></ip></network>`
  const network = String(await cockpit.call('Connect.NetworkDefineXML', 's', [xml]))
  t.equal(await cockpit.call('Connect.NetworkLookupByName', 's', ['replayed']), network)
  await cockpit.call('Network.Create', '', [], network)
  await cockpit.setAutostart('Network', network, true)
  const all = Object.fromEntries(await cockpit.properties('Network', network))
  t.match(all, { Active: true, Autostart: true, Name: 'replayed', Persistent: true })
  const host = "<host mac='52:54:00:00:00:01' ip='192.168.77.5'/>"
  // Adds last, to the running and the stored network.
  await cockpit.call('Network.Update', 'uuisu', [3, 4, -1, host, 3], network)
  t.match(await cockpit.call('Network.GetXMLDesc', 'u', [0], network), /<host mac='52:54:00:00:00:01'/)
  await cockpit.call('Network.Destroy', '', [], network)
  await cockpit.call('Network.Undefine', '', [], network)
  t.same(
    cockpit.told.filter(line => line.startsWith('NetworkEvent')),
    [0, 2, 3, 1].map(event => `NetworkEvent ${event}`),
  )
}

async function keepsStorage(t: Test, cockpit: CockpitSession) {
  const xml = "<pool type='dir'><name>replayed</name><target><path>/replayed</path></target></pool>"
  const pool = String(await cockpit.call('Connect.StoragePoolDefineXML', 'su', [xml, 0]))
  t.equal(await cockpit.call('Connect.StoragePoolLookupByName', 's', ['replayed']), pool)
  t.equal(await cockpit.property('StoragePool', 'Active', pool), false)
  await cockpit.call('StoragePool.Create', 'u', [0], pool)
  await cockpit.setAutostart('StoragePool', pool, true)
  t.match(Object.fromEntries(await cockpit.properties('StoragePool', pool)), { Active: true, Autostart: true })
  t.match(await cockpit.call('StoragePool.GetXMLDesc', 'u', [0], pool), /<capacity unit='bytes'>\d+<\/capacity>/)
  const image = "<volume><name>disk.qcow2</name><capacity unit='MiB'>16</capacity></volume>"
  const volume = String(await cockpit.call('StoragePool.StorageVolCreateXML', 'su', [image, 0], pool))
  await cockpit.call('StoragePool.Refresh', 'u', [0], pool)
  t.same(await cockpit.call('StoragePool.ListStorageVolumes', 'u', [0], pool), [volume])
  t.equal(await cockpit.call('StoragePool.StorageVolLookupByName', 's', ['disk.qcow2'], pool), volume)
  t.equal(await cockpit.call('Connect.StorageVolLookupByPath', 's', ['/replayed/disk.qcow2']), volume)
  t.match(await cockpit.call('StorageVol.GetXMLDesc', 'u', [0], volume), /<path>\/replayed\/disk\.qcow2<\/path>/)
  await cockpit.call('StorageVol.Delete', 'u', [0], volume)
  await cockpit.call('StoragePool.Destroy', '', [], pool)
  // A list that was shown before the pool stopped is asked for again.
  await t.rejects(cockpit.call('StoragePool.ListStorageVolumes', 'u', [0], pool), { message: /is not active/ })
  await cockpit.call('StoragePool.Undefine', '', [], pool)
  const events = [
    'StoragePoolEvent 0 0',
    'StoragePoolEvent 2 0',
    'Refresh',
    'StoragePoolEvent 3 0',
    'StoragePoolEvent 1 0',
  ]
  t.same(
    cockpit.told.filter(line => /Pool|Refresh/.test(line)),
    events,
  )
}

const guest = (type: string) =>
  `<domain type='${type}'><name>replayed</name><memory unit='MiB'>64</memory><vcpu>2</vcpu><os><type>hvm</type></os></domain>`

t.test('cockpit-machines finds what it reads', async t => {
  const { connect } = await sessionService(t)
  const open = async (path: string) => CockpitSession.start(await connect(), path)

  await t.test('on the test driver', async t => {
    await begins(t, await open(testPath))
    await t.test('guests', async t => livesWithGuest(t, await open(testPath), guest('test')))
    await t.test('snapshots', async t => keepsSnapshots(t, await open(testPath)))
    await t.test('networks', async t => keepsNetworks(t, await open(testPath)))
    await t.test('storage', async t => keepsStorage(t, await open(testPath)))
    await t.test('host devices', async t => {
      const cockpit = await open(testPath)
      for (const device of await cockpit.paths('ListNodeDevices')) {
        t.match(await cockpit.call('NodeDevice.GetXMLDesc', 'u', [0], device), /<device>\s*<name>/)
      }
    })
  })
  await t.test('on QEMU', async t => {
    const path = '/org/libvirt/QEMU'
    await begins(t, await open(path))
    const cockpit = await open(path)
    // What its graphs are drawn from; libvirt's test driver has none of these.
    const statistics = { 'balloon.current': BigInt, 'vcpu.current': 1, 'vcpu.maximum': 1 }
    await livesWithGuest(t, cockpit, guest('qemu'), statistics)
  })
})
