import t from 'tap'
import { changedKeys } from '../../src/config/changedKeys.js'

const cases = [
  ['nothing', 'a = 1\n', '# a comment\na = 1\n', []],
  ['a value', 'a = 1\nb = "x"\n', 'a = 2\nb = "x"\n', ['a']],
  ['a list', 'a = [ "x", "y" ]\n', 'a = [ "x" ]\n', ['a']],
  ['keys that came and went', 'a = 1\n', 'b = 1\n', ['a', 'b']],
  ['a type', 'a = 1\n', 'a = "1"\n', ['a']],
  ['a second assignment, which does not count', 'a = 1\n', 'a = 1\na = 2\n', []],
] as const
for (const [what, before, after, expected] of cases) {
  t.test(`a file that changed in ${what}`, async t => {
    t.strictSame(changedKeys(before, after, 'x.conf'), expected)
  })
}
