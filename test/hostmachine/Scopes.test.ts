import t from 'tap'
import { machineName } from '../../src/host/Scopes.js'

const cases = [
  ['web', 'qemu-3-web'],
  ['a b/c_d', 'qemu-3-abcd'],
  ['..hidden', 'qemu-3-hidden'],
  ['x'.repeat(80), `qemu-3-${'x'.repeat(57)}`],
  ['déjà.vu', 'qemu-3-dj.vu'],
  ['end.', 'qemu-3-end'],
] as const

for (const [name, expected] of cases) {
  t.test(`the machine name of guest '${name.slice(0, 10)}' is one that machined takes`, async t => {
    t.equal(machineName('qemu', 3, name), expected)
  })
}
