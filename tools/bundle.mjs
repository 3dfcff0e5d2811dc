// A program: one launcher, one file of code, and that compiled. Start-up time and memory, see docs/decisions.
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { logCallMarker } from './markLogCalls.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Tells programs of different sources apart, whatever their version numbers say. */
function sourceDigest() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  const files = readdirSync(join(root, 'src'), { recursive: true }).filter(file => file.endsWith('.ts'))
  for (const file of files.toSorted()) hash.update(`${file}\0`).update(readFileSync(join(root, 'src', file)))
  return hash.digest('base64url')
}

/** V8 keeps compiled code of scripts only, and they cannot wait: what a program's module waits for is begun instead. */
const beginner = entry => ({
  name: 'beginner',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) =>
      path === entry ? { contents: readFileSync(path, 'utf8').replace(/^await /gm, 'void '), loader: 'ts' } : undefined,
    )
  },
})

/**
 * @param entry a TypeScript module that runs the program, relative to the project
 * @param outfile the executable to write; its code goes beside it
 */
export async function bundle(entry, outfile) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    absWorkingDir: root,
    write: false,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    charset: 'ascii',
    legalComments: 'none',
    external: ['usocket', 'x11', '*.node'],
    plugins: [beginner(join(root, entry)), logCallMarker(root)],
    define: {
      sourceDigest: JSON.stringify(sourceDigest()),
      'import.meta.url': 'programFile',
    },
    banner: { js: '(function (require, programFile) {' },
    footer: { js: '})' },
  })
  const text = outputFiles[0].text
  const target = join(root, outfile)
  mkdirSync(dirname(target), { recursive: true })
  // The launcher has no ending here, and the project's own package.json calls everything a module.
  writeFileSync(join(dirname(target), 'package.json'), '{ "type": "commonjs" }\n')
  writeFileSync(`${target}.js`, `//${createHash('sha256').update(text).digest('base64url')}\n${text}`)
  rmSync(`${target}.code`, { force: true })
  copyFileSync(join(root, 'tools/launcher.cjs'), target)
  chmodSync(target, 0o755)
}
