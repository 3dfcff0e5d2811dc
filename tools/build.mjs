// Builds everything below build/: the add-on, modules by tsc (which also checks types), then the bundled programs.
// `--modules` stops after the modules.
import './buildNative.mjs'

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'

const tsc = spawnSync('npx', ['--no-install', 'tsc', '--pretty', 'false'], { stdio: 'inherit' })
if (tsc.status !== 0) process.exit(1)
if (process.argv.includes('--modules')) process.exit(0)

const { bundle } = await import('./bundle.mjs')
const { compileProgram } = await import('./compileProgram.mjs')
const programs = existsSync('src/bin') ? readdirSync('src/bin').filter(name => name.endsWith('.ts')) : []
for (const name of programs) {
  const program = `build/bin/${name.replace(/\.ts$/, '')}`
  await bundle(`src/bin/${name}`, program)
  await compileProgram(resolve(program))
}
