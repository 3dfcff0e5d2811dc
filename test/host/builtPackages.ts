// Packages of distributions, made of what was built, and what they should hold.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Standard output of a command that must succeed. */
export function output(command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26 })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}${stdout}`)
  return stdout
}

/** Makes the packages. @returns their paths */
export function builtPackages(kind: 'rpm' | 'deb'): string[] {
  output(process.execPath, `tools/make-${kind}.mjs`)
  const folder = `build/${kind}`
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith(`.${kind}`))
    .map(name => join(process.cwd(), folder, name))
}

const payloadList =
  "import('./tools/payload.mjs').then(({ payload }) => console.log(payload().map(f => f.to).join('\\n')))"

/** Paths of everything that is installed. */
export const payloadFiles = (): string[] =>
  output(process.execPath, '-e', payloadList).trim().split('\n').toSorted(byCharacter)

export const byCharacter = (a: string, b: string): number => (a < b ? -1 : 1)
