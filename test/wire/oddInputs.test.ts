// Every input in data/ is survived: no bug, no lost client, and the next one is served.
import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { testDriver } from '../drivers/test/testDriver.js'
import { Survivor } from './Survivor.js'

const folder = new URL('../../../test/wire/data/', import.meta.url)
const inputs = readdirSync(folder).filter(name => name.endsWith('.hex'))

t.ok(inputs.length > 5, 'the inputs are there')
for (const name of inputs) {
  t.test(`${name} is survived`, async t => {
    const text = readFileSync(new URL(name, folder), 'utf8').replaceAll(/#.*$/gm, '')
    const survivor = new Survivor(testDriver())
    await survivor.send(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'))
    t.same(survivor.bugs, [])
    t.ok(await survivor.isServing())
    await new Promise(resolve => setImmediate(resolve))
    t.equal(survivor.server.clients.size, 0, 'nobody is left over')
  })
}
