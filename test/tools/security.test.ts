// docs/security.md against what systemd finds.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import t from 'tap'

const text = readFileSync('docs/security.md', 'utf8')
const recorded = new Map(
  [...text.matchAll(/^\| (\S+\.service) \| ([\d.]+) \|$/gm)].map(([, name = '', value]) => [name, Number(value)]),
)
const version = /of systemd (\d+)/.exec(text)?.[1] ?? ''
const here = /^systemd (\d+)/.exec(spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1]
const skip = here === version ? false : `figures are of systemd ${version}, and here is ${here ?? 'none'}`

t.test('no service is more exposed than docs/security.md says', { skip }, async t => {
  const script =
    "import('./tools/record-security.mjs').then(({ exposures }) => console.log(JSON.stringify(exposures())))"
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' })
  const found: [name: string, exposure: number][] = JSON.parse(stdout || `"${stderr}"`)
  t.strictSame([...recorded.keys()].toSorted(), found.map(([name]) => name).toSorted())
  for (const [name, exposure] of found) t.ok(exposure <= (recorded.get(name) ?? 0), `${name}: ${exposure}`)
})
