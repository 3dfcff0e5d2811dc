// The command line of virt-qemu-run.
import { resolve } from 'node:path'
import { libvirtVersion } from '../api/libvirtVersion.js'
import { OptionError, type OptionRow, parseOptions } from '../daemon/parseOptions.js'
import { parseUuid } from '../model/xml/parseUuid.js'

/** What a command line asks for. */
export interface RunOptions {
  /** Absolute path of the guest's document. */
  readonly document: string
  /** Absolute; undefined for a folder that goes with the program. */
  readonly root: string | undefined
  /** Absolute path of the file with the value, by the secret's UUID in canonical form. */
  readonly secrets: ReadonlyMap<string, string>
  readonly verbose: boolean
}

export type RunArguments =
  | { readonly do: 'run'; readonly options: RunOptions }
  | { readonly do: 'print'; readonly text: string; readonly exitCode: 0 | 1 }

const rows = [
  {
    name: 'root',
    short: 'r',
    argument: 'DIR',
    help: 'keep files below DIR, and clear away what a former run left there',
  },
  { name: 'secret', short: 's', argument: 'UUID,FILE', help: 'give the guest a secret, whose value is in FILE' },
  { name: 'verbose', short: 'v', help: 'tell how long each step of the start took' },
  { name: 'help', short: 'h', help: 'show this text' },
  { name: 'version', short: 'V', help: 'show the version' },
] as const satisfies readonly OptionRow[]

const usage = `Usage: virt-qemu-run [OPTION]... GUEST.xml

Runs one guest with the QEMU driver inside this program: no daemon, no bus. The guest is gone when the program is.

${rows
  .map(row => {
    const argument = 'argument' in row ? ` ${row.argument}` : ''
    return `  ${`-${row.short}, --${row.name}${argument}`.padEnd(26)}${row.help}`
  })
  .join('\n')}

Exit status: 0 the guest shut down, or was ended by a signal to this program; 1 it could not be started; 2 it crashed, or
was ended by somebody else.
`

/** @param args what follows the program's name */
export function parseRunOptions(args: readonly string[]): RunArguments {
  const refuse = (text: string): RunArguments => ({ do: 'print', text: `virt-qemu-run: ${text}\n`, exitCode: 1 })
  let parsed: ReturnType<typeof parseOptions<(typeof rows)[number]['name']>>
  try {
    parsed = parseOptions(args, rows)
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
    return refuse(`${error.message}\n${usage}`.trimEnd())
  }
  const secrets = new Map<string, string>()
  let root: string | undefined
  let verbose = false
  for (const { name, value } of parsed.options) {
    if (name === 'help') return { do: 'print', text: usage, exitCode: 0 }
    if (name === 'version')
      return { do: 'print', text: `virt-qemu-run (libvirt) ${libvirtVersion.text}\n`, exitCode: 0 }
    if (name === 'root') root = resolve(value)
    if (name === 'verbose') verbose = true
    if (name === 'secret') {
      const [, text = '', file = ''] = /^([^,]*),(.+)$/s.exec(value) ?? []
      const uuid = parseUuid(text)
      if (uuid === undefined) return refuse(`'${value}' is not a secret; it takes a UUID, a comma and a file`)
      secrets.set(uuid, resolve(file))
    }
  }
  const [document, ...others] = parsed.rest
  if (document === undefined) return refuse('it takes the document of a guest; see --help')
  if (others.length > 0) return refuse(`it runs one guest; '${others.join(' ')}' is too much`)
  return { do: 'run', options: { document: resolve(document), root, secrets, verbose } }
}
