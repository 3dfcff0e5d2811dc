import t from 'tap'
import { alignSnapshotDisks, type SnapshotAlignment } from '../../../src/model/snapshot/alignSnapshotDisks.js'
import type { DiskIdentity } from '../../../src/model/snapshot/matchDisks.js'
import type { SnapshotDisk } from '../../../src/model/snapshot/Snapshot.js'
import { diskOf } from './diskOf.js'

const listed = (name: string, more: Partial<SnapshotDisk> = {}): SnapshotDisk => ({
  name,
  source: { type: 'file' },
  deleteInProgress: false,
  ...more,
})

const preset: SnapshotAlignment = { location: 'external', uniform: false, isRegularFile: () => true }

/** Target, location and image of each disk. */
function align(
  own: readonly SnapshotDisk[],
  disks: readonly DiskIdentity[],
  alignment: Partial<SnapshotAlignment> = {},
): string[] {
  const aligned = alignSnapshotDisks({ name: 's', disks: own }, disks, { ...preset, ...alignment })
  return aligned.map(({ name, location, source }) =>
    [name, location, source.type === 'file' ? source.path : undefined].filter(part => part !== undefined).join(' '),
  )
}

const two = [diskOf('vda', '/d/a.img'), diskOf('vdb', '/d.x/b')]

await t.test('disks are in the order of the domain, and images beside their bases', async t => {
  const vdb = listed('vdb', { source: { type: 'file', path: '/new' } })
  t.strictSame(align([vdb], two), ['vda external /d/a.s', 'vdb external /new'])
  t.strictSame(align([], two), ['vda external /d/a.s', 'vdb external /d.x/b.s'])
})

await t.test('a disk may be named by its image', async t => {
  t.strictSame(align([listed('/d.x/b', { location: 'no' })], two), ['vda external /d/a.s', 'vdb no'])
})

await t.test('the domain says what is usual, unless it is overruled', async t => {
  const disks = [diskOf('vda', '/a', { snapshot: 'no' }), diskOf('vdb', undefined)]
  t.strictSame(align([], disks, { location: 'internal', uniform: true }), ['vda no', 'vdb no'])
  t.strictSame(align([], disks, { location: 'internal', force: true }), ['vda internal', 'vdb no'])
  const manual = [diskOf('vda', '/a', { snapshot: 'manual' })]
  t.strictSame(align([listed('vda')], manual, { location: 'internal' }), ['vda manual'])
  t.strictSame(align([listed('vda')], manual, { location: 'internal', uniform: true }), ['vda internal'])
})

const internal = { location: 'internal', uniform: true } as const
const image = { source: { type: 'file', path: '/x' } } as const
const refusals: readonly (readonly [
  title: string,
  own: readonly SnapshotDisk[],
  disks: readonly DiskIdentity[],
  alignment: Partial<SnapshotAlignment>,
  message: RegExp,
])[] = [
  ['too many', [listed('vda'), listed('vdb')], [diskOf('vda', '/a')], {}, /too many disk snapshot requests/],
  ['unknown', [listed('vdz')], two, {}, /no disk named 'vdz'/],
  ['twice', [listed('vda'), listed('/d/a.img')], two, {}, /disk '\/d\/a.img' specified twice/],
  [
    'of another kind',
    [listed('vda', { location: 'external' })],
    two,
    internal,
    /'vda' must use snapshot mode 'internal'/,
  ],
  [
    'an image for nothing',
    [listed('vda', { ...image, location: 'no' })],
    two,
    {},
    /file '\/x' for disk 'vda' requires/,
  ],
  ['beside a device', [], two, { isRegularFile: () => false }, /source for disk 'vda' is not a regular file/],
  ['of an empty drive', [listed('vda')], [diskOf('vda', undefined)], {}, /'vda' without source/],
  ['on a device', [listed('vda', { source: { type: 'block' } })], two, {}, /for disk 'vda' on a 'block' device/],
  ['twice the same image', [], [diskOf('vda', '/a.x'), diskOf('vdb', '/a.y')], {}, /'vdb': collision with disk 'vda'/],
]

for (const [title, own, disks, alignment, message] of refusals) {
  await t.test(`refused: ${title}`, async t => {
    t.throws(() => align(own, disks, alignment), { name: 'LibvirtError', message })
  })
}
