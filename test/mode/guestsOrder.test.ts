import { readFileSync } from 'node:fs'
import t from 'tap'
import { orderAfterServices } from '../../src/mode/guestsOrder.js'

const unit = readFileSync('units/libvirt-guests.service', 'utf8')
const after = (text: string): string[] =>
  [...text.matchAll(/^After=(.*)$/gm)].flatMap(([, names = '']) => names.split(' '))

t.test('only the sockets of the named daemons become services, and nothing else changes', async t => {
  const ordered = orderAfterServices(unit, ['virtqemud'])
  const expected = after(unit).map(name => (name === 'virtqemud.socket' ? 'virtqemud.service' : name))
  t.ok(after(unit).includes('virtqemud.socket'))
  t.strictSame(after(ordered), expected)
  t.equal(ordered.replaceAll(/^After=.*$/gm, ''), unit.replaceAll(/^After=.*$/gm, ''))
})

t.test('without such daemons the unit is as packaged', async t => {
  t.equal(orderAfterServices(unit, []), unit)
})
