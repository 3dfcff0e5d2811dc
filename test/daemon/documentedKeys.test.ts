import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

// docs/configuration.md tells users which keys do something. This holds it to the code: where it lists a key as without
// effect, nothing may use the value, and the other way round.

const table = readFileSync('src/daemon/daemonConfig.ts', 'utf8')
const keys = [...table.matchAll(/conf\.\w+\(\s*'(\w+)'/g)].map(([, key = '']) => key)
const [, effective = '', ineffective = ''] = readFileSync('docs/configuration.md', 'utf8')
  .split(/^## .*$/m)
  .slice(0)
const listed = (section: string): string[] =>
  section
    .split('\n')
    .filter(line => line.startsWith('| `'))
    .flatMap(line => [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, key = '']) => key))

/** The property of a key; the three certificate files are one. */
const property = (key: string): string =>
  /^(key|cert|ca)_file$/.test(key)
    ? 'certificateFiles'
    : key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.ts') && !path.endsWith('daemonConfig.ts'))
  .map(path => readFileSync(join('src', path), 'utf8'))
  .filter(text => /\b(config|network)\b/.test(text))
const used = (key: string): boolean => {
  const pattern = new RegExp(
    `\\b(config|network)\\??\\.${property(key)}\\b|\\b${property(key)}\\b[^=;{}]*\\} = (context\\.)?(config|network)\\b`,
  )
  return sources.some(text => pattern.test(text))
}

t.test('every key of the table is documented once', async t => {
  t.strictSame([...listed(effective), ...listed(ineffective)].toSorted(), [...new Set(keys)].toSorted())
})

t.test('a key documented with effect is used by something', async t => {
  t.strictSame(
    listed(effective).filter(key => !used(key)),
    [],
  )
})

t.test('a key documented without effect is used by nothing; move it in docs/configuration.md when it is', async t => {
  t.strictSame(listed(ineffective).filter(used), [])
})
