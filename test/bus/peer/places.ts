// Objects that are asked about, their documents, and the forms of a step.
import { Variant } from '../../../src/bus/codec/values.js'
import { encodeName, encodeUuid } from '../../../src/bus/tree/objectPaths.js'

/** Where (below the driver's path), `Interface.Member`, arguments. */
export type Step = readonly [place: string, member: string, ...values: unknown[]]

export const uuids = {
  test: '6695eb01-f6a4-8304-79aa-97f2502e193f',
  web: 'c7a5fdbd-edaf-9455-926a-d65c16db1801',
  gone: 'c7a5fdbd-edaf-9455-926a-d65c16db18ff',
  lan: 'dd8fe884-6c02-601e-7551-cca97df1c501',
  net: 'dd8fe884-6c02-601e-7551-cca97df1c5df',
  pool: 'dfe224cb-28fb-8dd0-c4b2-64eb3f0f4566',
  disks: 'dfe224cb-28fb-8dd0-c4b2-64eb3f0f4501',
}
export const below = (folder: string, uuid: string) => `/${folder}/${encodeUuid(uuid)}`
export const driver = ''
export const test = below('domain', uuids.test)
export const web = below('domain', uuids.web)
export const gone = below('domain', uuids.gone)
export const net = below('network', uuids.net)
export const lan = below('network', uuids.lan)
export const pool = below('storagepool', uuids.pool)
export const disks = below('storagepool', uuids.disks)
export const volume = `/storagevol/${encodeName('/disks/one.img')}`
export const eth1 = `/interface/${encodeName('aa:bb:cc:dd:ee:ff')}`
export const eth2 = `/interface/${encodeName('aa:bb:cc:dd:ee:02')}`
export const computer = '/nodedev/computer'
export const host1 = `/nodedev/${encodeName('scsi_host1')}`
export const snapshot = (name: string) => `/domainsnapshot/${encodeUuid(uuids.web)}_${encodeName(name)}`

export const webXml = `<domain type='test'><name>web</name><uuid>${uuids.web}</uuid><metadata><a:x xmlns:a='urn:a'>1</a:x></metadata>
<memory>65536</memory><vcpu current='2'>4</vcpu><iothreads>2</iothreads><os><type>hvm</type></os><devices>
<disk type='file'><source file='/disks/one.img'/><target dev='vda' bus='virtio'/></disk>
<interface type='network'><mac address='52:54:00:00:00:01'/><source network='default'/><target dev='net7'/></interface>
<graphics type='vnc' port='5901' autoport='no'/></devices></domain>`
export const lanXml = `<network><name>lan</name><uuid>${uuids.lan}</uuid><forward mode='nat'/><bridge name='virbr9'/><mac address='52:54:00:00:00:09'/>
<ip address='192.168.9.1' netmask='255.255.255.0'><dhcp><range start='192.168.9.2' end='192.168.9.9'/></dhcp></ip></network>`
export const disksXml = `<pool type='dir'><name>disks</name><uuid>${uuids.disks}</uuid><target><path>/disks</path></target></pool>`
export const volumeXml = (name: string) =>
  `<volume><name>${name}</name><capacity unit='MiB'>8</capacity><target><format type='qcow2'/></target></volume>`
export const eth2Xml = `<interface type='ethernet' name='eth2'><start mode='none'/><mac address='aa:bb:cc:dd:ee:02'/></interface>`
export const hostXml = `<device><parent>scsi_host1</parent><capability type='scsi_host'><capability type='fc_host'>
<wwnn>2000000098765432</wwnn><wwpn>1000000098765432</wwpn></capability></capability></device>`

const properties = 'org.freedesktop.DBus.Properties'
export const get = (place: string, iface: string, name: string): Step => [
  place,
  `${properties}.Get`,
  `org.libvirt.${iface}`,
  name,
]
export const all = (place: string, iface: string): Step => [place, `${properties}.GetAll`, `org.libvirt.${iface}`]
export const set = (place: string, iface: string, name: string, signature: string, value: unknown): Step => [
  place,
  `${properties}.Set`,
  `org.libvirt.${iface}`,
  name,
  new Variant(signature, value),
]
export const parameters = (...entries: [name: string, signature: string, value: unknown][]) =>
  entries.map(([name, signature, value]) => [name, new Variant(signature, value)])
