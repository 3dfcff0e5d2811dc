import t from 'tap'
import { isObjectPath } from '../../../src/bus/codec/isObjectPath.js'
import {
  decodeName,
  decodeSnapshot,
  decodeUuid,
  encodeName,
  encodeSnapshot,
  encodeUuid,
  objectPath,
} from '../../../src/bus/tree/objectPaths.js'

const names: [name: string, encoded: string][] = [
  ['eth0', 'eth0'],
  ['scsi_host1', 'scsi_5fhost1'],
  ['aa:bb:cc:dd:ee:ff', 'aa_3abb_3acc_3add_3aee_3aff'],
  ['/var/lib/libvirt/images/a.img', '_2fvar_2flib_2flibvirt_2fimages_2fa_2eimg'],
  ['Zürich', 'Z_c3_bcrich'],
  ['🙂', '_f0_9f_99_82'],
  ['_', '_5f'],
  ['', ''],
]
for (const [name, encoded] of names) {
  t.test(`'${name}' is '${encoded}' in a path, and comes back`, async t => {
    t.equal(encodeName(name), encoded)
    t.equal(decodeName(encoded), name)
  })
}

t.test('an underscore in the last two characters stays', async t => {
  t.equal(decodeName('a_5'), 'a_5')
  t.equal(decodeName('a_'), 'a_')
})

t.test('digits that are not hexadecimal never fail', async t => t.equal(decodeName('a_zzb'), 'a\0b'))

const uuid = 'c7a5fdbd-edaf-9455-926a-d65c16db1809'
t.test('a UUID has an underscore in front, which is not looked at on the way back', async t => {
  t.equal(encodeUuid(uuid), '_c7a5fdbd_edaf_9455_926a_d65c16db1809')
  t.equal(decodeUuid(encodeUuid(uuid)), uuid)
  t.equal(decodeUuid('xc7a5'), 'c7a5')
})

t.test('a snapshot is named by its guest and its own name', async t => {
  const encoded = encodeSnapshot({ name: 'before_update', dom: { uuid, name: 'web', id: -1 } })
  t.equal(encoded, '_c7a5fdbd_edaf_9455_926a_d65c16db1809_before_5fupdate')
  t.strictSame(decodeSnapshot(encoded), { uuid, name: 'before_update' })
})

t.test('every path is one that the bus accepts', async t => {
  const volume = { pool: 'p', name: 'n', key: '/a b/ü%00.img' }
  t.equal(
    objectPath('/org/libvirt/QEMU', 'storageVol', volume),
    '/org/libvirt/QEMU/storagevol/_2fa_20b_2f_c3_bc_2500_2eimg',
  )
  t.ok(isObjectPath(objectPath('/org/libvirt/QEMU', 'storageVol', volume)))
})
