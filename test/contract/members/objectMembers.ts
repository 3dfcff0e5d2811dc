// Networks, pools, volumes, interfaces, host devices, secrets and filters on org.libvirt.
import type { Test } from 'tap'
import { storageVolResizeFlags } from '../../../src/api/enums/storage.js'
import { type ExercisedBus, paths, uuids } from './ExercisedBus.js'

type Open = (t: Test, document?: string) => Promise<ExercisedBus>
const networkXml = (name: string) =>
  `<network><name>${name}</name><forward/><ip address='10.7.0.1' netmask='255.255.255.0'>
   <dhcp><range start='10.7.0.2' end='10.7.0.99'/></dhcp></ip></network>`
const poolXml = (name: string) =>
  `<pool type='dir'><name>${name}</name><target><path>/pools/${name}</path></target></pool>`
const volumeXml = (name: string, MiB: number) =>
  `<volume><name>${name}</name><capacity unit='MiB'>${MiB}</capacity><allocation>0</allocation></volume>`
const secretXml = `<secret private='no'><usage type='ceph'><name>web</name></usage></secret>`
const filterXml = `<filter name='no-spoof' chain='ipv4'><rule action='drop' direction='out'/></filter>`
const virtualHost = `<device><parent>scsi_host1</parent><capability type='scsi_host'><capability type='fc_host'>
 <wwnn>2000000098765432</wwnn><wwpn>1000000098765432</wwpn></capability></capability></device>`
const machineWithCard = `<node><device><name>pci_0000_01_00_0</name>
 <capability type='pci'><domain>0</domain><bus>1</bus><slot>0</slot><function>0</function>
 <product id='0x10d3'/><vendor id='0x8086'/></capability></device></node>`

export function objectMembers(t: Test, open: Open): void {
  t.test('a network lives', async t => {
    const { call, get, set } = await open(t)
    const created = String(await call(paths.connect, 'Connect.NetworkCreateXML', networkXml('passing')))
    t.equal(await get(created, 'Network.Persistent'), false)
    const net = String(await call(paths.connect, 'Connect.NetworkDefineXML', networkXml('lan')))
    t.equal(await get(net, 'Network.Active'), false)
    await call(net, 'Network.Create')
    t.equal(await get(net, 'Network.Active'), true)
    t.same(await call(paths.connect, 'Connect.ListNetworks', 0), [paths.network, created, net])
    t.equal(await call(paths.connect, 'Connect.NetworkLookupByName', 'lan'), net)
    t.equal(await call(paths.connect, 'Connect.NetworkLookupByUUID', uuids.network), paths.network)
    await set(net, 'Network.Autostart', true)
    t.equal(await get(net, 'Network.Autostart'), true)
    const host = "<host mac='52:54:00:00:00:01' ip='10.7.0.50'/>"
    await call(net, 'Network.Update', 3, 4, -1, host, 0)
    t.match(await call(net, 'Network.GetXMLDesc', 0), "ip='10.7.0.50'")
    const leases = await call(paths.network, 'Network.GetDHCPLeases', '', 0)
    t.match(leases, [['virbr0', BigInt, 0, 'aa:bb:cc:dd:ee:ff', '', '192.168.122.3', 24, 'testhost', '']])
    t.same(await call(paths.network, 'Network.GetDHCPLeases', '52:54:00:00:00:09', 0), [])
    await call(net, 'Network.Destroy')
    await call(net, 'Network.Undefine')
    await t.rejects(call(net, 'Network.GetXMLDesc', 0), { message: /^Network not found:/ })
  })

  t.test('a pool and its volumes live', async t => {
    const { call, get, signals } = await open(t)
    const connect = (member: string, ...values: unknown[]) => call(paths.connect, `Connect.${member}`, ...values)
    const passing = String(await connect('StoragePoolCreateXML', poolXml('passing'), 0))
    t.equal(await get(passing, 'StoragePool.Persistent'), false)
    const pool = String(await connect('StoragePoolDefineXML', poolXml('disks'), 0))
    await call(pool, 'StoragePool.Build', 0)
    await call(pool, 'StoragePool.Create', 0)
    t.equal(await get(pool, 'StoragePool.Active'), true)
    t.same(await connect('ListStoragePools', 0), [paths.pool, passing, pool])
    t.equal(await connect('StoragePoolLookupByName', 'disks'), pool)
    t.equal(await connect('StoragePoolLookupByUUID', uuids.pool), paths.pool)
    t.match(await call(pool, 'StoragePool.GetXMLDesc', 0), '<path>/pools/disks</path>')
    await call(pool, 'StoragePool.Refresh', 0)
    const volume = String(await call(pool, 'StoragePool.StorageVolCreateXML', volumeXml('a', 8), 0))
    const key = await get(volume, 'StorageVol.Key')
    const copy = String(await call(pool, 'StoragePool.StorageVolCreateXMLFrom', volumeXml('b', 1), key, 0))
    t.same(await call(pool, 'StoragePool.ListStorageVolumes', 0), [volume, copy])
    t.equal(await call(pool, 'StoragePool.StorageVolLookupByName', 'a'), volume)
    t.equal(await connect('StorageVolLookupByKey', key), volume)
    t.equal(await connect('StorageVolLookupByPath', '/pools/disks/b'), copy)
    t.same(await call(copy, 'StorageVol.GetInfo', 0), [0, 8n << 20n, 0n])
    await call(copy, 'StorageVol.Resize', 1n << 20n, storageVolResizeFlags.DELTA | storageVolResizeFlags.ALLOCATE)
    t.same(await call(copy, 'StorageVol.GetInfo', 0), [0, 9n << 20n, 9n << 20n])
    t.same(await call(pool, 'StoragePool.GetInfo'), [2, 100n << 30n, 9n << 20n, (100n << 30n) - (9n << 20n)])
    await t.rejects(call(copy, 'StorageVol.Resize', 1n, 0), /shrink capacity below/)
    await call(copy, 'StorageVol.Wipe', 0, 0)
    await t.rejects(call(copy, 'StorageVol.Wipe', 77, 0), /wiping algorithm 77 not supported/)
    t.match(await call(copy, 'StorageVol.GetXMLDesc', 0), '<name>b</name>')
    await call(copy, 'StorageVol.Delete', 0)
    t.same(await call(pool, 'StoragePool.ListStorageVolumes', 0), [volume])
    await call(pool, 'StoragePool.Destroy')
    await call(pool, 'StoragePool.Delete', 0)
    await call(pool, 'StoragePool.Undefine')
    await t.rejects(call(pool, 'StoragePool.GetInfo'), { message: /^Storage pool not found:/ })
    const told = signals.flatMap(([member, [path, event]]) =>
      path === pool && member === 'StoragePoolEvent' ? [event] : [],
    )
    const [DEFINED, UNDEFINED, STARTED, STOPPED, CREATED, DELETED] = [0, 1, 2, 3, 4, 5]
    t.same(told, [DEFINED, CREATED, STARTED, STOPPED, DELETED, UNDEFINED])
    t.ok(signals.some(([member]) => member === 'Refresh'))
    t.match(await connect('FindStoragePoolSources', 'logical', '', 0), '<name>testvg1</name>')
  })

  t.test('an interface lives, and changes are taken back or kept', async t => {
    const { call, get } = await open(t)
    const connect = (member: string, ...values: unknown[]) => call(paths.connect, `Connect.${member}`, ...values)
    const xml = "<interface type='ethernet' name='eth7'><mac address='52:54:00:00:00:77'/></interface>"
    await connect('InterfaceChangeBegin', 0)
    const first = String(await connect('InterfaceDefineXML', xml, 0))
    await connect('InterfaceChangeRollback', 0)
    t.same(await connect('ListInterfaces', 0), [paths.interface])
    await connect('InterfaceChangeBegin', 0)
    t.equal(await connect('InterfaceDefineXML', xml, 0), first)
    await connect('InterfaceChangeCommit', 0)
    t.equal(await connect('InterfaceLookupByName', 'eth7'), first)
    t.equal(await connect('InterfaceLookupByMAC', '52:54:00:00:00:77'), first)
    await call(first, 'Interface.Create', 0)
    t.equal(await get(first, 'Interface.Active'), true)
    t.match(await call(first, 'Interface.GetXMLDesc', 0), "name='eth7'")
    await call(first, 'Interface.Destroy', 0)
    t.equal(await get(first, 'Interface.Active'), false)
    await call(first, 'Interface.Undefine')
    t.same(await connect('ListInterfaces', 0), [paths.interface])
  })

  t.test('a device of the host is made, described and taken away', async t => {
    const { call, get } = await open(t)
    const connect = (member: string, ...values: unknown[]) => call(paths.connect, `Connect.${member}`, ...values)
    const before = await connect('ListNodeDevices', 0)
    const device = String(await connect('NodeDeviceCreateXML', virtualHost, 0))
    t.equal(await get(device, 'NodeDevice.Parent'), 'scsi_host1')
    t.equal(await connect('NodeDeviceLookupByName', await get(device, 'NodeDevice.Name')), device)
    t.equal(await connect('NodeDeviceLookupSCSIHostByWWN', '2000000098765432', '1000000098765432', 0), device)
    t.match(await call(device, 'NodeDevice.GetXMLDesc', 0), '<wwnn>2000000098765432</wwnn>')
    t.same(await call(device, 'NodeDevice.ListCaps'), ['scsi_host', 'fc_host'])
    await t.rejects(call(device, 'NodeDevice.Detach', 'vfio', 0), /is not a PCI device$/)
    await t.rejects(call(device, 'NodeDevice.ReAttach'), /is not a PCI device$/)
    await t.rejects(call(device, 'NodeDevice.Reset'), /is not a PCI device$/)
    await call(device, 'NodeDevice.Destroy')
    t.same(await connect('ListNodeDevices', 0), before)
  })

  t.test('a PCI device changes hands', async t => {
    const { call } = await open(t, machineWithCard)
    const [device] = [await call(paths.connect, 'Connect.ListNodeDevices', 0)].flat()
    const card = String(device)
    const driver = async () =>
      /<driver>\s*<name>(.*)<\/name>/.exec(String(await call(card, 'NodeDevice.GetXMLDesc', 0)))?.[1]
    t.equal(await driver(), undefined)
    await call(card, 'NodeDevice.Detach', 'vfio', 0)
    t.equal(await driver(), 'vfio-pci')
    await call(card, 'NodeDevice.Reset')
    await call(card, 'NodeDevice.ReAttach')
    t.equal(await driver(), undefined)
    await t.rejects(call(card, 'NodeDevice.Detach', 'pciback', 0), /unknown driver name 'pciback'$/)
  })

  t.test('a secret keeps a value', async t => {
    const { call, get, signals } = await open(t)
    const connect = (member: string, ...values: unknown[]) => call(paths.connect, `Connect.${member}`, ...values)
    t.same(await connect('ListSecrets', 0), [])
    const secret = String(await connect('SecretDefineXML', secretXml, 0))
    t.same(await connect('ListSecrets', 0), [secret])
    t.equal(await connect('SecretLookupByUUID', await get(secret, 'Secret.UUID')), secret)
    t.equal(await connect('SecretLookupByUsage', await get(secret, 'Secret.UsageType'), 'web'), secret)
    await call(secret, 'Secret.SetValue', Uint8Array.of(3, 1, 4), 0)
    t.same(await call(secret, 'Secret.GetValue', 0), Uint8Array.of(3, 1, 4))
    t.match(await call(secret, 'Secret.GetXMLDesc', 0), '<name>web</name>')
    await call(secret, 'Secret.Undefine')
    t.same(await connect('ListSecrets', 0), [])
    const [DEFINED, UNDEFINED] = [0, 1]
    t.same(signals, [
      ['SecretEvent', [secret, DEFINED, 0]],
      ['SecretEvent', [secret, UNDEFINED, 0]],
    ])
  })

  t.test('a filter is kept', async t => {
    const { call, get, client } = await open(t)
    const connect = (member: string, ...values: unknown[]) => call(paths.connect, `Connect.${member}`, ...values)
    const filter = String(await connect('NWFilterDefineXML', filterXml))
    t.same(await connect('ListNWFilters', 0), [filter])
    t.equal(await connect('NWFilterLookupByName', 'no-spoof'), filter)
    t.equal(await connect('NWFilterLookupByUUID', await get(filter, 'NWFilter.UUID')), filter)
    t.match(await call(filter, 'NWFilter.GetXMLDesc', 0), "chain='ipv4'")
    const manager = { destination: 'org.libvirt', path: paths.connect, interface: 'org.freedesktop.DBus.ObjectManager' }
    const { values } = await client.call({ ...manager, member: 'GetManagedObjects', signature: '', values: [] })
    t.ok([values[0]].flat(2).includes(filter))
    await call(filter, 'NWFilter.Undefine')
    t.same(await connect('ListNWFilters', 0), [])
  })

  t.test('a snapshot is taken, gone back to and deleted', async t => {
    const { call } = await open(t)
    const guest = (member: string, ...values: unknown[]) => call(paths.domain, `Domain.${member}`, ...values)
    const take = async (name: string) =>
      String(await guest('SnapshotCreateXML', `<domainsnapshot><name>${name}</name></domainsnapshot>`, 0))
    const [first, second] = [await take('first'), await take('second')]
    t.same(await guest('ListDomainSnapshots', 0), [first, second])
    t.equal(await guest('SnapshotCurrent', 0), second)
    t.equal(await guest('SnapshotLookupByName', 'first', 0), first)
    t.equal(await call(second, 'DomainSnapshot.GetParent', 0), first)
    t.same(await call(first, 'DomainSnapshot.ListChildren', 0), [second])
    t.match(await call(first, 'DomainSnapshot.GetXMLDesc', 0), '<name>first</name>')
    await call(first, 'DomainSnapshot.Revert', 0)
    t.equal(await call(first, 'DomainSnapshot.IsCurrent', 0), true)
    await call(first, 'DomainSnapshot.Delete', 0)
    t.same(await guest('ListDomainSnapshots', 0), [second])
  })
}
