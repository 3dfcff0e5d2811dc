// Builds everything below build/: the add-on, modules by tsc (which also checks types), then one bundled file per program.
// `--modules` stops after the modules.
import './buildNative.mjs'

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'

const tsc = spawnSync('npx', ['--no-install', 'tsc', '--pretty', 'false'], { stdio: 'inherit' })
if (tsc.status !== 0) process.exit(1)
if (process.argv.includes('--modules')) process.exit(0)

const { bundle } = await import('./bundle.mjs')
const programs = existsSync('src/bin') ? readdirSync('src/bin').filter(name => name.endsWith('.ts')) : []
mkdirSync('build/bin', { recursive: true })
for (const name of programs) await bundle(`src/bin/${name}`, `build/bin/${name.replace(/\.ts$/, '')}`)
