import t from 'tap'
import { formatConf } from '../../src/config/formatConf.js'
import { parseConf, parseConfEntries } from '../../src/config/parseConf.js'

const parsed: [string, string, [string, unknown][]][] = [
  ['a number without a sign is a ulong', 'a = 010', [['a', { type: 'ulong', value: 10n }]]],
  ['a number with a plus is a ulong', 'a = +42', [['a', { type: 'ulong', value: 42n }]]],
  ['a number with a minus is a long', 'a = -1', [['a', { type: 'long', value: -1n }]]],
  ['leading zeros do not overflow', `a = ${'0'.repeat(50)}7`, [['a', { type: 'ulong', value: 7n }]]],
  ['strings know no escapes', String.raw`a = "c:\x\n"`, [['a', { type: 'string', value: String.raw`c:\x\n` }]]],
  ['single quotes may hold double ones', `a = 'b "c"'`, [['a', { type: 'string', value: 'b "c"' }]]],
  ['triple quotes hold lines', 'a = """b\nc\n"""\n', [['a', { type: 'string', value: 'b\nc\n' }]]],
  [
    'two statements may share a line',
    'a = 1; b = 2 # both',
    [
      ['a', { type: 'ulong', value: 1n }],
      ['b', { type: 'ulong', value: 2n }],
    ],
  ],
  [
    'a list may span lines and end in a comma',
    'a = [ "x",\n "y",\n]',
    [
      [
        'a',
        {
          type: 'list',
          value: [
            { type: 'string', value: 'x' },
            { type: 'string', value: 'y' },
          ],
        },
      ],
    ],
  ],
  ['the first of two assignments counts', 'a = 1\na = 2\n', [['a', { type: 'ulong', value: 1n }]]],
  ['an empty file sets nothing', '', []],
  [
    'carriage returns end lines too',
    'a = 1\r\nb = 2\r\n',
    [
      ['a', { type: 'ulong', value: 1n }],
      ['b', { type: 'ulong', value: 2n }],
    ],
  ],
]

for (const [title, text, values] of parsed) {
  await t.test(title, async t => {
    t.same([...parseConf(text, 'f')], values)
  })
}

const refused: [string, string, string][] = [
  ['a name must start with a letter', 'a = 1\n_b = 1', 'configuration file syntax error: f:2: expecting a name'],
  ['a name needs an assignment', '\na "x"', 'configuration file syntax error: f:2: expecting an assignment'],
  ['a value must be there', 'a =\n', 'configuration file syntax error: f:1: expecting a value'],
  ['a word is no value', 'a = yes', 'configuration file syntax error: f:1: expecting a value'],
  ['a sign alone is no number', 'a = -', 'configuration file syntax error: f:1: unterminated number'],
  ['a string ends on its line', 'a = "b\n"', 'configuration file syntax error: f:1: unterminated string'],
  ['a triple-quoted string ends', 'a = """b\nc\n', 'configuration file syntax error: f:3: unterminated string'],
  ['a list needs commas', 'a = ["x" "y"]', 'configuration file syntax error: f:1: expecting a separator in list'],
  ['a list needs its end', 'a = ["x"\n', 'configuration file syntax error: f:2: list is not closed with ]'],
  ['a comma wants another value', 'a = ["x",', 'configuration file syntax error: f:1: expecting a value'],
  ['statements are separated', 'a = 1 b = 2', 'configuration file syntax error: f:1: expecting a separator'],
  ['2^63 is too large', 'a = 9223372036854775808', 'numerical overflow: f:1: numeric overflow in conf value'],
  [
    'a million digits are too large',
    `a = ${'9'.repeat(1e6)}`,
    'numerical overflow: f:1: numeric overflow in conf value',
  ],
  [
    'lists do not nest without end',
    `a = ${'['.repeat(1e5)}`,
    'configuration file syntax error: f:1: lists nest deeper than 64',
  ],
]

for (const [title, text, message] of refused) {
  await t.test(title, async t => {
    t.throws(() => parseConf(text, 'f'), { name: 'LibvirtError', message, domain: 'CONF' })
  })
}

await t.test('a file is written back with its comments and without its blank lines', async t => {
  const text = '# top\n\n\na=1   #one\nb = [ "x",\n"y" ]\nc = """p\nq"""\nd = \'r\''
  const written = '# top\na = 1 #one\nb = [ "x", "y" ]\nc = """p\nq"""\nd = "r"\n'
  t.equal(formatConf(parseConfEntries(text, 'f')), written)
  t.equal(formatConf(parseConfEntries(written, 'f')), written)
})
