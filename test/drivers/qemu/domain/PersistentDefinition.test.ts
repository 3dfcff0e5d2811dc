import t from 'tap'
import { systemRandom } from '../../../../src/host/systemRandom.js'
import { packText, unpackText } from '../../../../src/drivers/qemu/domain/packText.js'
import { PersistentDefinition } from '../../../../src/drivers/qemu/domain/PersistentDefinition.js'
import { writeDefinition } from '../../../../src/drivers/qemu/domain/definitionText.js'
import type { Domain } from '../../../../src/model/domain/Domain.js'
import { parseDomain } from '../../../../src/model/domain/parseDomain.js'

const context = { random: systemRandom, hostArch: 'x86_64' }
const parse = (text: string): Domain => parseDomain(text, context, { inactive: true, skipValidate: true })
const document = (
  devices = '',
) => `<domain type='kvm'><name>Gärtner</name><memory>1024</memory><os><type>hvm</type></os>
  <devices>${devices}</devices></domain>`
const unread = (text: string): Domain => {
  throw new Error(`nobody should read ${text}`)
}

t.test('a text that is known to be plain is shown without being read, also after it was packed', async t => {
  const { text } = writeDefinition(parse(document()))
  const definition = PersistentDefinition.ofText(text, unread, true)
  t.equal(definition.shownText, text)
  definition.forget()
  t.equal(definition.shownText, text)
})

t.test('a definition that was just made is shown without being read again', async t => {
  const domain = parse(document())
  const written = writeDefinition(domain)
  const definition = PersistentDefinition.ofDomain(domain, written, unread)
  definition.forget()
  t.equal(written.plain, true)
  t.equal(definition.shownText, written.text)
})

t.test('a password stays in the text and is never shown', async t => {
  const domain = parse(document(`<graphics type='vnc' passwd='secret'/>`))
  const written = writeDefinition(domain)
  t.equal(written.plain, false)
  t.match(written.text, 'secret')
  const made = PersistentDefinition.ofDomain(domain, written, parse)
  const found = PersistentDefinition.ofText(written.text, parse)
  for (const definition of [made, found]) {
    definition.forget()
    t.notMatch(definition.shownText, 'secret')
    definition.forget()
    t.notMatch(definition.shownText, 'secret')
  }
})

t.test('a text in a form of its own is shown in ours', async t => {
  const definition = PersistentDefinition.ofText(document(), parse)
  t.equal(definition.isKnown, false)
  const { text } = writeDefinition(definition.domain)
  t.equal(definition.shownText, text)
  definition.forget()
  t.equal(definition.shownText, text)
})

const texts = ['', 'x', 'naïve 試験 🎉', document(), 'long '.repeat(100_000), String.fromCharCode(0, 1, 255, 256)]
for (const text of texts) {
  t.test(`${text.length} characters are the same after packing`, async t => {
    t.equal(unpackText(packText(text)), text)
  })
}
