// What a daemon that was killed had begun is ended by the next one.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { DefinitionFolder } from '../../src/drivers/DefinitionFolder.js'
import { systemFiles } from '../../src/host/Files.js'

function place(files: readonly string[], links: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'virtbus-definitions-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'autostart'))
  for (const name of files) writeFileSync(join(folder, name), `<domain><name>${name}</name></domain>`)
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(folder, name))
  return folder
}

const cases: readonly {
  readonly title: string
  readonly files: readonly string[]
  readonly links: Readonly<Record<string, string>>
  readonly left: readonly string[]
  readonly autostarted: readonly string[]
}[] = [
  {
    title: 'a rename that has written the new file is ended, autostart included',
    files: ['old.xml', 'new.xml'],
    links: { 'old.xml.renaming': 'new.xml', 'autostart/old.xml': '../old.xml' },
    left: ['autostart', 'new.xml'],
    autostarted: ['new.xml'],
  },
  {
    title: 'a rename that has only taken the old file away is ended',
    files: ['new.xml'],
    links: { 'old.xml.renaming': 'new.xml' },
    left: ['autostart', 'new.xml'],
    autostarted: [],
  },
  {
    title: 'a rename that has written nothing has never been',
    files: ['old.xml', 'new.xml.new'],
    links: { 'old.xml.renaming': 'new.xml' },
    left: ['autostart', 'old.xml'],
    autostarted: [],
  },
  {
    title: 'a file that was being written is taken away',
    files: ['web.xml', 'web.xml.new'],
    links: {},
    left: ['autostart', 'web.xml'],
    autostarted: [],
  },
]

for (const { title, files, links, left, autostarted } of cases) {
  t.test(title, async t => {
    const folder = place(files, links)
    const definitions = new DefinitionFolder(folder, 'edit', systemFiles)
    const stored = await definitions.load(path => t.fail(`${path} was not read`))
    t.strictSame(readdirSync(folder).toSorted(), left)
    t.strictSame(readdirSync(join(folder, 'autostart')), autostarted)
    t.strictSame(
      stored.map(({ name, autostart }) => [`${name}.xml`, autostart]),
      left.filter(name => name.endsWith('.xml')).map(name => [name, autostarted.includes(name)]),
    )
  })
}

t.test('what is being written while the folder is read again stays', async t => {
  const folder = place(['web.xml'], {})
  const definitions = new DefinitionFolder(folder, 'edit', systemFiles)
  await definitions.load(() => {})
  writeFileSync(join(folder, 'db.xml.new'), 'half')
  await definitions.load(() => {})
  t.ok(existsSync(join(folder, 'db.xml.new')))
})
