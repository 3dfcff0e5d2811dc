import t from 'tap'
import { formatPool } from '../../../src/model/storage/formatPool.js'
import { parsePool, parsePoolSourceDocument } from '../../../src/model/storage/parsePool.js'
import { sanitizePath } from '../../../src/model/storage/sanitizePath.js'
import { fixedRandom } from '../../conformance/fixedRandom.js'
import { testRefusals } from '../refusals.js'
import { testRoundTrips } from '../roundTrips.js'

const parse = (document: string) => parsePool(document, fixedRandom)
const uuid = '70a7eb15-6c34-ee9c-bf57-69e8e5ff3fb2'
const sizes = ['capacity', 'allocation', 'available'].map(name => `  <${name} unit='bytes'>0</${name}>\n`).join('')
const pool = (type: string, inner: string) =>
  `<pool type='${type}'>\n  <name>p</name>\n  <uuid>${uuid}</uuid>\n${sizes}${inner}</pool>\n`

await testRoundTrips(
  document => formatPool(parse(document)),
  [
    [
      'a folder with copy-on-write and a rule for refreshing',
      pool(
        'dir',
        `  <features>
    <cow state='no'/>
  </features>
  <source>
  </source>
  <target>
    <path>/p</path>
    <permissions>
      <mode>0755</mode>
      <owner>7</owner>
      <group>-294967296</group>
    </permissions>
  </target>
  <refresh>
    <volume allocation='capacity'/>
  </refresh>
`,
      ).replace('-294967296', '8'),
    ],
    [
      'units of a SCSI host behind a PCI device',
      pool(
        'scsi',
        `  <source>
    <adapter type='scsi_host'>
      <parentaddr unique_id='2'>
        <address domain='0x0000' bus='0x00' slot='0x1f' function='0x2'/>
      </parentaddr>
    </adapter>
    <vendor name='v'/>
    <product name='w'/>
  </source>
  <target>
    <path>/dev</path>
  </target>
`,
      ),
    ],
    [
      'an NFS share with options of its own',
      pool(
        'netfs',
        `  <source>
    <host name='h' port='2049'/>
    <dir path='/d'/>
    <format type='nfs'/>
  </source>
  <target>
    <path>/mnt</path>
  </target>
  <fs:mount_opts>
    <fs:option name='sync'/>
  </fs:mount_opts>
`,
      )
        .replace('<pool ', '<pool ')
        .replace("'netfs'>", "'netfs' xmlns:fs='http://libvirt.org/schemas/storagepool/fs/1.0'>"),
    ],
  ],
)

const source = (type: string, inner: string) =>
  `<pool type='${type}'><name>p</name><source>${inner}</source><target><path>/p</path></target></pool>`

await testRefusals(parse, [
  ['no type', '<pool/>', "XML error: Missing required attribute 'type' in element 'pool'"],
  ['a type', "<pool type='x'/>", "XML error: Invalid value for attribute 'type' in element 'pool': 'x'."],
  ['no name', "<pool type='dir'/>", 'XML error: missing pool source name element'],
  [
    'a name that leaves its folder',
    "<pool type='dir'><name>a/b</name></pool>",
    "XML error: name a/b cannot contain '/'",
  ],
  ['no path', "<pool type='dir'><name>p</name></pool>", 'XML error: missing storage pool target path'],
  [
    'a format',
    source('fs', "<device path='/d'/><format type='zfs'/>"),
    'unsupported configuration: unknown pool format',
  ],
  ['no host', source('iscsi', "<device path='d'/>"), 'XML error: missing storage pool source host name'],
  ['no directory', source('netfs', "<host name='h'/>"), 'XML error: missing storage pool source path'],
  ['no device', source('disk', ''), 'XML error: missing storage pool source device name'],
  ['no adapter', source('scsi', ''), 'XML error: missing storage pool source adapter'],
  ['no Ceph pool', source('rbd', "<host name='h'/>"), "XML error: element 'name' is mandatory for RBD pool"],
  [
    'no initiator',
    source('iscsi-direct', "<host name='h'/><device path='d'/>"),
    'unsupported configuration: missing initiator IQN',
  ],
  [
    'a world-wide name',
    source('scsi', "<adapter type='fc_host' wwnn='1' wwpn='2'/>"),
    'internal error: Malformed wwn: 1',
  ],
  [
    'an old adapter with new attributes',
    source('scsi', "<adapter name='host1' wwnn='1'/>"),
    "XML error: Use of 'wwnn', 'wwpn', and 'parent' attributes requires use of the adapter 'type'",
  ],
  [
    'a version of a protocol that has none',
    source('netfs', "<host name='h'/><dir path='/d'/><format type='cifs'/><protocol ver='3'/>"),
    "unsupported configuration: storage pool protocol ver unsupported for pool type 'cifs'",
  ],
  [
    'an option smuggled in with the version',
    source('netfs', "<host name='h'/><dir path='/d'/><protocol ver='3,suid'/>"),
    "storage pool protocol ver '3,suid' must not contain ','",
  ],
  [
    'copy-on-write of a disk',
    "<pool type='disk'><name>p</name><source><device path='/d'/></source><features><cow state='yes'/></features></pool>",
    'this function is not supported by the connection driver: cow feature may only be used',
  ],
  [
    'a mode beyond the nine bits',
    "<pool type='dir'><name>p</name><target><path>/p</path><permissions><mode>04755</mode></permissions></target></pool>",
    'XML error: malformed octal mode',
  ],
])

await t.test('the path of a volume group follows from its name', async t => {
  t.equal(parse("<pool type='logical'><name>vg</name></pool>").target?.path, '/dev/vg')
  t.equal(parse("<pool type='zfs'><source><name>tank</name></source></pool>").target?.path, '/dev/zvol/tank')
})

await t.test('slashes of a path are made one, but for two in front', async t => {
  t.same(['///a//b//', '//a/b', '/', 'a//b', ''].map(sanitizePath), ['/a/b', '//a/b', '/', 'a/b', ''])
})

await t.test('the source alone is read for the search for pools', async t => {
  t.match(parsePoolSourceDocument("<source><host name='h'/></source>", 'netfs'), { hosts: [{ name: 'h', port: 0 }] })
})
