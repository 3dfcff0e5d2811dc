// Images that the real qemu-img makes by our commands are what was asked for, by our own reading of their headers.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { qemuImgCommands } from '../../../src/drivers/storage/qemuImgCommands.js'
import { imageHeaderLength, type ImageHeader } from '../../../src/model/storage/image/ImageHeader.js'
import { detectImageFormat, readImageHeader } from '../../../src/model/storage/image/readImageHeader.js'
import { parseVolume } from '../../../src/model/storage/parseVolume.js'

const missing = spawnSync('qemu-img', ['--version']).error !== undefined
const capacity = 4194304n

/** Name, target and backing image of a volume, and what its header has to say. LUKS takes seconds: it is tested elsewhere. */
const rows: readonly (readonly [name: string, target: string, backing: string | undefined, expected: ImageHeader])[] = [
  ['plain', "<format type='raw'/>", undefined, { format: 'raw' }],
  ['old', "<format type='qcow2'/><compat>0.10</compat>", undefined, { format: 'qcow2', capacity, compat: '0.10' }],
  [
    'features',
    "<format type='qcow2'/><clusterSize unit='KiB'>128</clusterSize><features><lazy_refcounts/><extended_l2/></features>",
    undefined,
    { format: 'qcow2', capacity, clusterSize: 131072n, features: ['lazy_refcounts', 'extended_l2'] },
  ],
  [
    'a,comma',
    "<format type='qcow2'/>",
    'old',
    { format: 'qcow2', capacity, backing: { path: 'old', format: 'qcow2' } },
  ],
  ['vmdk', "<format type='vmdk'/>", undefined, { format: 'vmdk', capacity }],
  ['vdi', "<format type='vdi'/>", undefined, { format: 'vdi', capacity }],
  ['qed', "<format type='qed'/>", undefined, { format: 'qed', capacity }],
]

await t.test('images of the real qemu-img', { skip: missing && 'no qemu-img' }, async t => {
  const folder = t.testdir({})
  for (const [name, target, backing, expected] of rows) {
    const path = join(folder, name)
    const base = backing === undefined ? undefined : join(folder, backing)
    const chain = base === undefined ? '' : `<backingStore><path>${base}</path><format type='qcow2'/></backingStore>`
    const inner = `<name>${name}</name><capacity unit='bytes'>${capacity}</capacity>${chain}`
    const document = `<volume>${inner}<target><path>${path}</path>${target}</target></volume>`
    const volume = { ...parseVolume(document, { type: 'dir' }), type: 'file' as const }
    const commands = qemuImgCommands({ volume })
    const failures = commands.map(([program = '', ...args]) => spawnSync(program, args, { encoding: 'utf8' }).stderr)
    // What this qemu-img was built without says nothing about the commands.
    if (failures.some(text => /Unknown (?:driver|protocol|file format)/.test(text))) continue
    t.strictSame(
      failures,
      commands.map(() => ''),
      name,
    )
    const start = readFileSync(path).subarray(0, imageHeaderLength)
    const wanted = base === undefined ? expected : { ...expected, backing: { path: base, format: 'qcow2' } }
    t.match(readImageHeader(start, detectImageFormat(start)), wanted, name)
  }
  writeFileSync(join(folder, 'empty'), '')
  t.equal(detectImageFormat(readFileSync(join(folder, 'empty'))), 'raw')
})
