import { fstatSync, openSync } from 'node:fs'
import t from 'tap'
import { DescriptorTable } from '../../../../src/drivers/qemu/guest/DescriptorTable.js'
import { FdGroup } from '../../../../src/drivers/qemu/guest/fdGroups.js'

t.test('descriptors that a guest is being started with stay open when their client leaves meanwhile', async t => {
  const fd = openSync('/dev/null', 'r')
  const group = new FdGroup([fd], false)
  const table = new DescriptorTable()
  table.lendSet('image', group)
  group.release()
  t.doesNotThrow(() => fstatSync(fd), 'no other file gets its number before QEMU has it')
  t.same(table.own, [fd])
  await table[Symbol.asyncDispose]()
  t.throws(() => fstatSync(fd), { code: 'EBADF' })
  await table[Symbol.asyncDispose]()
})
