import t from 'tap'
import { LibvirtError } from '../../../../src/api/LibvirtError.js'
import { infoRows } from '../../../../src/drivers/qemu/agent/guestInfo.js'
import { JsonReader } from '../../../../src/drivers/qemu/monitor/JsonReader.js'
import { parseExactJson } from '../../../../src/drivers/qemu/monitor/exactJson.js'
import { systemRandom } from '../../../../src/host/systemRandom.js'
import { parseDomain } from '../../../../src/model/domain/parseDomain.js'

const domain = parseDomain(
  `<domain type='qemu'><name>g</name><memory>65536</memory><os><type arch='x86_64'>hvm</type></os><devices>
    <controller type='scsi' index='0' model='virtio-scsi'><address type='pci' domain='0' bus='2' slot='0' function='0'/></controller>
    <disk type='file'><source file='/a'/><target dev='sda' bus='scsi'/><address type='drive' controller='0' bus='0' target='0' unit='3'/></disk>
    <disk type='file'><source file='/b'/><target dev='vda' bus='virtio'/><address type='pci' domain='0' bus='3' slot='0' function='0'/></disk>
  </devices></domain>`,
  { random: systemRandom, hostArch: 'x86_64' },
  { inactive: true, skipPostParse: true, skipValidate: true },
)
const place = (bus: number) => `{"domain": 0, "bus": ${bus}, "slot": 0, "function": 0}`

// As agents of QEMU's project answer.
const answers = [
  ['USERS', '[{"user": "ann", "domain": "corp", "login-time": 1700000000.5}]', 'user.0.login-time=1700000000500'],
  ['OS', '{"id": "debian", "pretty-name": "Debian 12"}', 'os.id=debian os.pretty-name=Debian 12'],
  ['TIMEZONE', '{"zone": "CET", "offset": -3600}', 'timezone.name=CET timezone.offset=-3600'],
  ['HOSTNAME', '{"host-name": "web1"}', 'hostname=web1'],
  [
    'FILESYSTEM',
    `[{"name": "sda1", "mountpoint": "/", "type": "ext4", "total-bytes": 9007199254740993, "used-bytes": 1,
       "disk": [{"bus": 0, "target": 0, "unit": 3, "serial": "s", "dev": "/dev/sda1", "pci-controller": ${place(2)}}]}]`,
    'fs.0.total-bytes=9007199254740993 fs.0.disk.0.alias=sda fs.0.disk.0.serial=s fs.0.disk.0.device=/dev/sda1',
  ],
  [
    'DISKS',
    `[{"name": "/dev/vda", "partition": false, "dependencies": [], "address": {"bus": 0, "target": 0, "unit": 0, "pci-controller": ${place(3)}}},
      {"name": "/dev/vda1", "partition": true, "dependencies": ["/dev/vda"]}]`,
    'disk.count=2 disk.0.alias=vda disk.1.partition=true disk.1.dependency.0.name=/dev/vda',
  ],
  [
    'INTERFACES',
    `[{"name": "eth0", "hardware-address": "52:54:00:00:00:01", "ip-addresses": [{"ip-address-type": "ipv4", "ip-address": "10.0.0.2", "prefix": 24}]},
      {"name": "eth0:1", "ip-addresses": [{"ip-address-type": "ipv6", "ip-address": "fe80::1", "prefix": 64}]}]`,
    'if.count=1 if.0.addr.count=2 if.0.addr.1.type=ipv6 if.0.addr.1.prefix=64',
  ],
  ['LOAD', '{"load1m": 0.5, "load5m": 1, "load15m": 2.25}', 'load.1m=0.5 load.15m=2.25'],
] as const

for (const [type, answer, expected] of answers) {
  t.test(`${type} reads what agents say`, async t => {
    const row = infoRows.find(each => each.type === type)
    const params = row?.read(new JsonReader(parseExactJson(answer), type), domain) ?? []
    const told = params.map(({ field, value }) => `${field}=${value}`)
    const wanted = expected.split(/ (?=[\w.-]+=)/)
    t.same(
      wanted.filter(each => !told.includes(each)),
      [],
      told.join(' '),
    )
  })
}

const garbage = [
  'null',
  '7',
  '"x"',
  '[]',
  '{}',
  '[[]]',
  '[{}]',
  '[null]',
  '{"offset": 1e12, "host-name": {}, "load1m": 1e999}',
  '[{"user": "a", "login-time": 1e999}]',
  '[{"name": "a", "mountpoint": "b", "type": "c", "disk": [{"pci-controller": {}}], "partition": 1}]',
  '[{"name": "a", "ip-addresses": [{"ip-address-type": "ipv4", "ip-address": "b", "prefix": 99999999999}]}]',
] as const
for (const text of garbage) {
  t.test(`a guest that answers ${text} is refused, or said to have nothing`, async t => {
    for (const { type, read } of infoRows) {
      try {
        read(new JsonReader(parseExactJson(text), type), domain)
      } catch (error) {
        t.ok(error instanceof LibvirtError, `${type}: ${String(error)}`)
      }
    }
  })
}
