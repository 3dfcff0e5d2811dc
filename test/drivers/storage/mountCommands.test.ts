import t from 'tap'
import { activationCommands, volumeGroupCommand } from '../../../src/drivers/storage/mountCommands.js'
import { parsePool } from '../../../src/model/storage/parsePool.js'
import { fixedRandom } from '../../conformance/fixedRandom.js'

const pool = (type: string, source: string, extra = '') =>
  parsePool(
    `<pool type='${type}'><name>p</name><source>${source}</source><target><path>/mnt</path></target>${extra}</pool>`,
    fixedRandom,
  )

await t.test('a file system is mounted without devices, set-user-id programs and programs', async t => {
  const commands = activationCommands(pool('fs', "<device path='/dev/sdb1'/>"))
  t.same(commands, [['mount', '-o', 'nodev,nosuid,noexec', '-t', 'auto', '/dev/sdb1', '/mnt']])
})

await t.test('a Windows share is mounted as a guest', async t => {
  const commands = activationCommands(pool('netfs', "<host name='h'/><dir path='s'/><format type='cifs'/>"))
  t.same(commands, [['mount', '-o', 'nodev,nosuid,noexec,guest', '-t', 'cifs', '//h/s', '/mnt']])
})

await t.test('options of the pool come last', async t => {
  const options = `<m:mount_opts xmlns:m='http://libvirt.org/schemas/storagepool/fs/1.0'><m:option name='sync'/></m:mount_opts>`
  const [command] = activationCommands(pool('netfs', "<host name='h'/><dir path='/d'/><protocol ver='3'/>", options))
  t.equal(command?.[2], 'nodev,nosuid,noexec,nfsvers=3,sync')
})

await t.test('a volume group is hidden as it was shown', async t => {
  t.same(volumeGroupCommand(pool('logical', '<name>vg</name>'), false), ['vgchange', '-aln', 'vg'])
})

await t.test('a folder is not activated by a command', async t => {
  t.throws(() => activationCommands(pool('dir', '')), { code: 'NO_SUPPORT' })
})

await t.test('a source is not taken for an option', async t => {
  const refusal = { message: /the source '-.*' of a pool cannot begin with '-'/ }
  t.throws(() => activationCommands(pool('netfs', "<host name='-oexec'/><dir path='/d'/>")), refusal)
  t.throws(() => activationCommands(pool('fs', "<device path='--all'/>")), refusal)
  t.throws(() => activationCommands(pool('logical', '<name>--foo</name>')), refusal)
})
