import { readFileSync } from 'node:fs'
import t from 'tap'
import { MSG } from '../../src/log/catalogue.js'
import { formatCatalogue } from '../../src/log/formatCatalogue.js'
import { Message } from '../../src/log/Message.js'

const messages: Message[] = Object.values(MSG)

t.test("journald's catalogue file says what the table says", async t => {
  t.equal(readFileSync('units/virtbus.catalog', 'utf8'), formatCatalogue(MSG), 'run: node tools/writeCatalogue.mjs')
})

t.test('each message has an id of its own in the form of MESSAGE_ID', async t => {
  t.equal(new Set(messages.map(message => message.id)).size, messages.length)
  t.strictSame(
    messages.filter(message => !/^[0-9a-f]{32}$/.test(message.id)),
    [],
  )
})

t.test('each message has a one-line subject, an explanation and a remedy', async t => {
  t.strictSame(
    messages.filter(({ subject, explanation, remedy }) => /\n|^$/.test(subject) || explanation === '' || remedy === ''),
    [],
  )
})

t.test('long texts are broken at blanks, and entries stand apart', async t => {
  const message = new Message('0'.repeat(32), 'Subject', 'word '.repeat(30).trim(), 'Do this.')
  const text = formatCatalogue({ message })
  t.match(text, `\n-- ${'0'.repeat(32)}\nSubject: Subject\nDefined-By: virtbus\n\n`)
  t.ok(
    text
      .split('\n')
      .filter(line => line.startsWith('word'))
      .every(line => line.length <= 79),
  )
  t.match(text, /word\n\nDo this\.\n$/)
})
