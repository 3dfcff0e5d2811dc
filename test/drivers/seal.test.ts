import t from 'tap'
import { openSeal, seal } from '../../src/drivers/seal.js'

const document = "<domain type='kvm'>\n  <name>web1</name>\n</domain>\n"
const sealed = seal(document, 'version 1')

t.test('a sealed document is known to be unchanged, under the conditions it was sealed with', async t => {
  const opened = openSeal(sealed)
  t.equal(opened.document, document)
  t.equal(opened.holds('version 1'), true)
  t.equal(opened.holds('version 2'), false)
})

const changes: readonly (readonly [what: string, text: string])[] = [
  ['a letter', sealed.replace('web1', 'web2')],
  ['a blank at the end', `${sealed} `],
  ['a lost end', sealed.slice(0, -1)],
  ['a mark of something else', seal('<domain/>', 'version 1').split('\n', 1)[0] + sealed.slice(sealed.indexOf('\n'))],
  ['a second mark on top', seal(document, 'version 2').split('\n', 1)[0] + '\n' + sealed],
  ['no mark', document],
]
for (const [what, text] of changes) {
  t.test(`a seal does not hold for a file with ${what}`, async t => {
    t.equal(openSeal(text).holds('version 1'), false)
  })
}

t.test('conditions and document do not run into each other', async t => {
  const [mark] = seal('b', 'a').split('\n')
  t.equal(openSeal(`${mark}\n`).holds('ab'), false)
  t.equal(openSeal(`${mark}\nab`).holds(''), false)
})
