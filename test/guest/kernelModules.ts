import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { decompress } from './decompress.js'
import type { Kernel } from './findKernel.js'

export interface KernelModule {
  /** As `lsmod` would say. */
  name: string
  /** The plain ELF file. */
  data: Buffer
}

/** Distributions store modules plain or compressed. */
const SUFFIXES = ['', '.xz', '.zst', '.gz'] as const

function readModule(path: string): Buffer {
  const stored = SUFFIXES.map(suffix => path + suffix).find(candidate => existsSync(candidate))
  if (stored === undefined) throw new Error(`kernel module ${path} is listed but not there`)
  return decompress(readFileSync(stored))
}

const nameOf = (path: string): string => basename(path.trim(), '.ko').replaceAll('-', '_')

/** What a module needs, from the NUL-terminated `depends=a,b` in its .modinfo section: `modules.dep` is made at installation only. */
function dependenciesOf(data: Buffer): string[] {
  const start = data.indexOf('\0depends=')
  if (start < 0) return []
  const from = start + '\0depends='.length
  const names = data.toString('latin1', from, data.indexOf(0, from))
  return names === '' ? [] : names.split(',').map(nameOf)
}

/**
 * The named modules and all they need, in the order they must be loaded. A name that this kernel does not list is taken to be
 * built in, or not to exist there; a guest test that needs it fails on its own.
 */
export function kernelModules(kernel: Kernel, names: readonly string[]): KernelModule[] {
  const listed = readFileSync(join(kernel.modules, 'modules.order'), 'utf8').trim().split('\n')
  const paths = new Map(listed.map(path => [nameOf(path), join(kernel.modules, path.trim())]))
  const loaded = new Map<string, KernelModule>()
  const load = (name: string): void => {
    const path = paths.get(name)
    if (loaded.has(name) || path === undefined) return
    const data = readModule(path)
    for (const dependency of dependenciesOf(data)) load(dependency)
    loaded.set(name, { name, data })
  }
  for (const name of names) load(nameOf(name))
  return [...loaded.values()]
}
