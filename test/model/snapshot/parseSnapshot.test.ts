import t from 'tap'
import { formatSnapshot } from '../../../src/model/snapshot/formatSnapshot.js'
import { parseSnapshot, parseSnapshotFile } from '../../../src/model/snapshot/parseSnapshot.js'
import { testRefusals } from '../refusals.js'
import { testRoundTrips } from '../roundTrips.js'
import { genericContext } from './genericContext.js'

const parse = (document: string) => parseSnapshot(document, genericContext)
const redefine = (document: string) => parseSnapshot(document, genericContext, { redefine: true })
const snapshot = (inner: string) => `<domainsnapshot>\n  <name>s</name>\n${inner}</domainsnapshot>\n`
const old = (inner: string, state = 'running') =>
  snapshot(`  <state>${state}</state>\n  <creationTime>12</creationTime>\n${inner}`)
const disk = (attributes: string, inner = '') => snapshot(`<disks><disk ${attributes}>${inner}</disk></disks>`)

await testRoundTrips(
  document => formatSnapshot(redefine(document)),
  [
    [
      'what is left to delete',
      old(`  <memory snapshot='internal'/>
  <disks>
    <disk name='vda' snapshot='external' type='network'>
      <snapshotDeleteInProgress/>
      <driver type='raw'/>
      <source protocol='rbd' name='pool/image'>
        <host name='h' port='1'/>
      </source>
    </disk>
  </disks>
  <revertDisks>
    <disk name='vda' snapshot='external' type='file'>
      <source file='/b'/>
    </disk>
  </revertDisks>
`),
    ],
    ['no state of a device', old("  <memory snapshot='no'/>\n", 'disk-snapshot')],
    ["a cookie's helper", old("  <memory snapshot='internal'/>\n  <cookie>\n    <slirpHelper/>\n  </cookie>\n")],
  ],
)

await testRefusals(parse, [
  [
    'a manual memory',
    snapshot("<memory snapshot='manual'/>"),
    "XML error: 'manual' memory snapshot mode not supported",
  ],
  [
    'a file of internal memory',
    snapshot("<memory snapshot='internal' file='/f'/>"),
    "XML error: memory filename '/f' requires",
  ],
  ['no file', snapshot("<memory snapshot='external'/>"), 'XML error: external memory snapshots require a filename'],
  ['a relative file', snapshot("<memory file='f'/>"), 'XML error: memory snapshot file path (f) must be absolute'],
  ['a nameless disk', disk(''), 'internal error: missing name from disk snapshot element'],
  [
    'a location',
    disk("name='vda' snapshot='x'"),
    "XML error: Invalid value for attribute 'snapshot' in element 'disk': 'x'.",
  ],
  ['a volume', disk("name='vda' type='volume'"), "XML error: unsupported disk snapshot type 'volume'"],
  ['a format', disk("name='vda'", "<driver type='x'/>"), "unsupported configuration: unknown disk snapshot driver 'x'"],
  [
    'a relative image',
    disk("name='vda'", "<source file='x'/>"),
    "XML error: disk snapshot image path 'x' must be absolute",
  ],
  [
    'a name that leaves the folder',
    '<domainsnapshot><name>../s</name></domainsnapshot>',
    "invalid snapshot name '../s'",
  ],
  ['a hidden name', '<domainsnapshot><name>.s</name></domainsnapshot>', "invalid snapshot name '.s': name can't start"],
])

await testRefusals(redefine, [
  ['no name', '<domainsnapshot/>', 'XML error: a redefined snapshot must have a name'],
  ['no time', snapshot(''), 'internal error: missing creationTime from existing snapshot'],
  ['no state', snapshot('<creationTime>1</creationTime>'), 'XML error: missing state from existing snapshot'],
  ['a state', old('', 'nostate'), "unsupported configuration: Invalid state 'nostate' in domain snapshot XML"],
  [
    'memory of a domain that is off',
    old("<memory snapshot='internal'/>", 'shutoff'),
    'XML error: memory state cannot be saved',
  ],
])

await testRefusals(
  document => parseSnapshotFile(document, genericContext),
  [['not said whether it is current', old(''), "internal error: Could not find 'active' element"]],
)

await t.test('a new snapshot is named by its time', async t => {
  const { name, creationTime } = parseSnapshot('<domainsnapshot/>', genericContext, { now: 5n })
  t.strictSame([name, creationTime], ['5', 5n])
  t.equal(parseSnapshot(snapshot(''), genericContext, { now: 5n }).name, 's')
})

await t.test('an image makes the snapshot of a disk external', async t => {
  const { disks } = parse(disk("name='vda'", "<source file='/x'/>"))
  t.equal(disks[0]?.location, 'external')
})
