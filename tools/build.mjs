// Builds everything below build/: the add-on, modules by tsc, then one bundled file per program (start-up time and memory,
// see docs/decisions). `--modules` stops after the modules.
import './buildNative.mjs'

import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { build } from 'esbuild'

const tsc = spawnSync('npx', ['--no-install', 'tsc', '--pretty', 'false'], { stdio: 'inherit' })
if (tsc.status !== 0) process.exit(1)
if (process.argv.includes('--modules')) process.exit(0)

const programs = existsSync('src/bin') ? readdirSync('src/bin').filter(name => name.endsWith('.ts')) : []
mkdirSync('build/bin', { recursive: true })
for (const name of programs) {
  const program = name.replace(/\.ts$/, '')
  await build({
    entryPoints: [`build/src/bin/${program}.js`],
    outfile: `build/bin/${program}`,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    legalComments: 'none',
    external: ['usocket', 'x11', '*.node'],
    // dbus-next is CommonJS and asks for Node's own modules with require().
    banner: {
      js: [
        '#!/usr/bin/env node',
        "import { createRequire as __createRequire } from 'node:module'",
        'const require = __createRequire(import.meta.url)',
      ].join('\n'),
    },
  })
  chmodSync(`build/bin/${program}`, 0o755)
}
