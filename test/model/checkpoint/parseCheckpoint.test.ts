import t from 'tap'
import { alignCheckpointDisks } from '../../../src/model/checkpoint/alignCheckpointDisks.js'
import type { CheckpointDisk } from '../../../src/model/checkpoint/Checkpoint.js'
import { formatCheckpoint } from '../../../src/model/checkpoint/formatCheckpoint.js'
import { parseCheckpoint } from '../../../src/model/checkpoint/parseCheckpoint.js'
import type { DiskIdentity } from '../../../src/model/snapshot/matchDisks.js'
import { testRefusals } from '../refusals.js'
import { testRoundTrips } from '../roundTrips.js'
import { diskOf } from '../snapshot/diskOf.js'
import { genericContext } from '../snapshot/genericContext.js'

const redefine = (document: string) => parseCheckpoint(document, genericContext, { redefine: true })
const checkpoint = (inner: string) => `<domaincheckpoint>\n  <name>c</name>\n${inner}</domaincheckpoint>\n`

await testRoundTrips(
  document => formatCheckpoint(redefine(document)),
  [
    ['a parent', checkpoint('  <parent>\n    <name>b</name>\n  </parent>\n  <creationTime>5</creationTime>\n')],
    [
      'a bitmap',
      checkpoint(
        "  <creationTime>5</creationTime>\n  <disks>\n    <disk name='vda' checkpoint='bitmap' bitmap='b'/>\n  </disks>\n",
      ),
    ],
  ],
)

await testRefusals(redefine, [
  ['no name', '<domaincheckpoint/>', 'XML error: a redefined checkpoint must have a name'],
  ['no time', checkpoint(''), 'internal error: missing creationTime from existing checkpoint'],
  [
    'a nameless disk',
    checkpoint('<creationTime>5</creationTime><disks><disk/></disks>'),
    "XML error: Missing required attribute 'name'",
  ],
  [
    'a kind of disk',
    checkpoint("<creationTime>5</creationTime><disks><disk name='vda' checkpoint='x'/></disks>"),
    "XML error: Invalid value for attribute 'checkpoint' in element 'disk': 'x'.",
  ],
  ['a name that leaves the folder', '<domaincheckpoint><name>a/b</name></domaincheckpoint>', 'invalid checkpoint name'],
])

await t.test('sizes are told where they are known', async t => {
  const disks: CheckpointDisk[] = [{ name: 'vda', checkpoint: 'bitmap', bitmap: 'c', size: 7n }]
  t.match(formatCheckpoint({ name: 'c', disks }), "bitmap='c' size='7'/>")
})

const align = (disks: readonly CheckpointDisk[], domain: readonly DiskIdentity[]) =>
  alignCheckpointDisks({ name: 'c', disks }, domain).map(each => [each.name, each.checkpoint, each.bitmap].join(' '))

const domain = [diskOf('vda', '/a'), diskOf('hdc', undefined), diskOf('vdb', '/b', { readonly: true })]

await t.test('without a list, all disks that can be written to take part', async t => {
  t.strictSame(align([], domain), ['vda bitmap c', 'hdc no ', 'vdb no '])
  t.strictSame(align([{ name: 'hdc', checkpoint: 'no' }], domain), ['vda no ', 'hdc no ', 'vdb no '])
  t.strictSame(align([{ name: '/a', checkpoint: 'bitmap', bitmap: 'b' }], domain)[0], 'vda bitmap b')
})

await t.test('what cannot take part is refused', async t => {
  const bitmap = { checkpoint: 'bitmap' } as const
  t.throws(() => align([], []), { message: /domain must have at least one disk/ })
  t.throws(() => align([{ name: 'vdb', ...bitmap }], domain), { message: /disk 'vdb' is empty or readonly/ })
  t.throws(
    () =>
      align(
        [
          { name: 'vda', ...bitmap },
          { name: 'vdb', ...bitmap },
        ],
        [diskOf('vda', '/a')],
      ),
    {
      message: /too many disk checkpoint requests/,
    },
  )
})
