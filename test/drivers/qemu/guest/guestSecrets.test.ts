import { createDecipheriv } from 'node:crypto'
import t from 'tap'
import { guestSecrets } from '../../../../src/drivers/qemu/guest/guestSecrets.js'
import { systemRandom } from '../../../../src/host/systemRandom.js'

const masterKey = systemRandom.bytes(32)
const uuid = 'c7a5fdbd-edaf-9455-926a-d65c16db1809'
const stored = new Map([[uuid, Buffer.from('pass\0word')]])
const secrets = guestSecrets(masterKey, systemRandom, reference =>
  'uuid' in reference ? stored.get(reference.uuid) : undefined,
)

t.test('a stored secret reaches QEMU as it is, readable with the master key only', async t => {
  const { data, iv } = secrets.encrypted({ uuid }, 'volume')
  const decipher = createDecipheriv('aes-256-cbc', masterKey, Buffer.from(iv, 'base64'))
  const plain = Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()])
  t.equal(plain.toString(), 'pass\0word')
})

t.test('a secret that is not stored is named', async t => {
  t.throws(() => secrets.encrypted({ usage: 'disk1' }, 'volume'), {
    code: 'NO_SECRET',
    message: /no secret with matching usage 'disk1'/,
  })
})

t.test('without anybody who keeps secrets they are not supported', async t => {
  t.throws(() => guestSecrets(masterKey, systemRandom).encrypted({ uuid }, 'volume'), { code: 'NO_SUPPORT' })
})
