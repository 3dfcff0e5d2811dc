import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { runHookScripts } from '../../src/drivers/runHookScripts.js'
import { systemFiles } from '../../src/host/Files.js'
import { systemProcesses } from '../../src/host/Processes.js'
import { captureLog } from '../log/captureLog.js'

const host = { files: systemFiles, processes: systemProcesses }
const call = { name: 'qemu', object: 'web1', operation: 'start', suboperation: 'begin' }

/** A hooks folder; each script is a path below it and a line of shell. */
function hooks(t: { teardown(run: () => void): void }, scripts: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'hooks-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'qemu.d'))
  for (const [path, line] of Object.entries(scripts)) {
    writeFileSync(join(folder, path), `#!/bin/sh\ncd ${folder}\n${line}\n`)
    chmodSync(join(folder, path), 0o755)
  }
  return folder
}

t.test('the script and then those in the folder are called in order, with the document as input', async t => {
  const note = 'echo "$(basename $0) $* $(cat)" >> calls; echo printed by $(basename $0)'
  const folder = hooks(t, { 'qemu.d/20-b': note, 'qemu.d/10-a': note, qemu: note })
  t.equal(await runHookScripts(host, folder, call, () => '<domain/>'), 'printed by 20-b\n')
  t.equal(
    readFileSync(join(folder, 'calls'), 'utf8'),
    ['qemu', '10-a', '20-b'].map(name => `${name} web1 start begin - <domain/>\n`).join(''),
  )
})

t.test('without scripts the document is not even made', async t => {
  const made = (): never => {
    throw new Error('made a document')
  }
  t.equal(await runHookScripts(host, '/nowhere', call, made), undefined)
})

t.test('a script that fails is named with what it complained about, and those after it are not called', async t => {
  const folder = hooks(t, { qemu: 'echo no space >&2; exit 3', 'qemu.d/10-a': 'touch called' })
  await t.rejects(runHookScripts(host, folder, call), {
    code: 'HOOK_SCRIPT_FAILED',
    message: `Hook script execution failed: ${folder}/qemu web1 start: exit status 3: no space`,
  })
  t.throws(() => readFileSync(join(folder, 'called')), { code: 'ENOENT' })
})

t.test('a file that may not be executed is left out with a warning', async t => {
  const records = captureLog(t)
  const folder = hooks(t, { qemu: 'exit 1', 'qemu.d/10-a': 'echo ran' })
  chmodSync(join(folder, 'qemu'), 0o644)
  t.equal(await runHookScripts(host, folder, call), 'ran\n')
  t.match(records, [{ level: 'warning', text: /qemu is not executable/ }])
})
