import type { CommandLine } from './buildCommandLine.js'

/** Whatever a shell would take for more than itself. */
const special = /[\s!"#$&'()*;<>?[\\\]^`{|}~]/

/** A word as a shell reads it back. */
export function shellWord(word: string): string {
  return word === '' || special.test(word) ? `'${word.replaceAll("'", String.raw`'\''`)}'` : word
}

/** A command as one line for a shell, its environment in front: libvirt's `qemu-argv`. */
export function commandText({ program, args, environment }: CommandLine): string {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${shellWord(value)}`)
  return [...variables, ...[program, ...args].map(shellWord)].join(' ')
}
