// The command line of every daemon. Options, effects and exit codes are libvirt's; --system and --session are ours.
import { resolve } from 'node:path'
import { libvirtVersion } from '../api/libvirtVersion.js'
import type { DaemonMode } from '../config/directories.js'
import { OptionError, type OptionRow, parseOptions } from './parseOptions.js'

/** What a command line asks for. */
export interface DaemonOptions {
  /** Leave the terminal once the start has succeeded. */
  readonly daemonise: boolean
  readonly verbose: boolean
  /** Open the TCP and TLS ports. */
  readonly listen: boolean
  /** Absolute; undefined for the default file, which may be missing. */
  readonly configFile: string | undefined
  /** Absolute; undefined for the default place. */
  readonly pidFile: string | undefined
  /** Seconds without clients and inhibitors until the daemon ends; 0 never. */
  readonly timeout: number
  /** Undefined: system for uid 0, session for everyone else. */
  readonly mode: DaemonMode | undefined
}

export type Arguments =
  | { readonly do: 'run'; readonly options: DaemonOptions }
  | { readonly do: 'print'; readonly text: string; readonly exitCode: 0 | 1 }

const rows = [
  { name: 'help', short: 'h', help: 'show this text' },
  { name: 'verbose', short: 'v', help: 'log what happens, not only what goes wrong' },
  { name: 'daemon', short: 'd', help: 'leave the terminal once the start has succeeded' },
  { name: 'listen', short: 'l', help: 'open the TCP and TLS ports as well' },
  { name: 'config', short: 'f', argument: 'FILE', help: 'read this configuration file' },
  { name: 'pid-file', short: 'p', argument: 'FILE', help: 'keep the process id in this file' },
  { name: 'timeout', short: 't', argument: 'SECONDS', help: 'end after so long without clients; 0 means never' },
  { name: 'system', help: "serve the whole host, root's default" },
  { name: 'session', help: "serve one user, other users' default" },
  { name: 'version', short: 'V', help: 'show the version' },
] as const satisfies readonly OptionRow[]

/** Timers count milliseconds in 31 bits. */
const longestTimeout = 2_147_483

/**
 * @param argv0 how the program was called
 * @param args what follows it
 * @param program its name and whether it has the -l option
 */
export function parseArguments(
  argv0: string,
  args: readonly string[],
  program: { readonly name: string; readonly listenOption?: boolean },
): Arguments {
  const known: readonly OptionRow<(typeof rows)[number]['name']>[] = program.listenOption
    ? rows
    : rows.filter(row => row.name !== 'listen')
  const refuse = (text: string): Arguments => ({ do: 'print', text: `${argv0}: ${text}\n`, exitCode: 1 })
  let parsed: ReturnType<typeof parseOptions<(typeof rows)[number]['name']>>
  try {
    parsed = parseOptions(args, known)
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
    return refuse(`${error.message}\n${usage(program.name, known)}`.trimEnd())
  }

  const options = { daemonise: false, verbose: false, listen: false, timeout: 0 }
  let configFile: string | undefined
  let pidFile: string | undefined
  let mode: DaemonMode | undefined
  for (const { name, value } of parsed.options) {
    switch (name) {
      case 'help':
        return { do: 'print', text: usage(program.name, known), exitCode: 0 }
      case 'version':
        return { do: 'print', text: `${argv0} (libvirt) ${libvirtVersion.text}\n`, exitCode: 0 }
      case 'timeout': {
        const timeout = /^\s*\+?\d+$/.test(value) ? Number(value) : Number.NaN
        if (!(timeout <= longestTimeout)) {
          return refuse(`'${value}' is not a timeout; it takes seconds, 0 to ${longestTimeout}`)
        }
        options.timeout = timeout
        break
      }
      case 'config':
        configFile = resolve(value)
        break
      case 'pid-file':
        pidFile = resolve(value)
        break
      case 'system':
      case 'session':
        mode = name
        break
      case 'daemon':
        options.daemonise = true
        break
      case 'verbose':
      case 'listen':
        options[name] = true
        break
    }
  }
  const [unexpected] = parsed.rest
  if (unexpected !== undefined) return refuse(`unexpected argument '${unexpected}': there are options only, see --help`)
  return { do: 'run', options: { ...options, configFile, pidFile, mode } }
}

function usage(name: string, known: readonly OptionRow[]): string {
  const lines = known.map(({ name: long, short, argument, help }) => {
    const form = `${short ? `-${short}, ` : '    '}--${long}${argument ? ` ${argument}` : ''}`
    return `  ${form.padEnd(24)}${help}`
  })
  return [
    `Usage: ${name} [OPTION]...`,
    '',
    ...lines,
    '',
    `Files: /etc/libvirt/${name}.conf and /run/${name}.pid for the whole host,`,
    `       $XDG_CONFIG_HOME/libvirt/${name}.conf and $XDG_RUNTIME_DIR/libvirt/${name}.pid for one user.`,
    'Signals: TERM, INT and QUIT end the daemon in order, HUP makes it reload; guests go on running.',
    '',
  ].join('\n')
}
