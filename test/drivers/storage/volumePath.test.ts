import t from 'tap'
import { volumePath } from '../../../src/drivers/storage/volumePath.js'

await t.test('a volume stays in its folder', async t => {
  t.equal(volumePath('/p', 'a.img'), '/p/a.img')
  t.equal(volumePath('/p', '...'), '/p/...')
  for (const name of ['a/b', '../x', '/x', '.', '..']) {
    t.throws(() => volumePath('/p', name), {
      name: 'LibvirtError',
      message: /^Requested operation is not valid: volume name/,
    })
  }
})
