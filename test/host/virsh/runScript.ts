import type { TestHost } from '../TestHost.js'

interface ScriptOptions {
  readonly user?: string
  readonly program?: 'virsh' | 'virt-admin'
}

/**
 * Runs commands in one virsh, so that what one changes the next one sees, and returns what each prints on either output,
 * without blanks at its ends. Ends of lines are trimmed: virsh pads its tables.
 */
export async function runScript(
  host: TestHost,
  uri: string,
  commands: readonly string[],
  { user = 'root', program = 'virsh' }: ScriptOptions = {},
): Promise<string[]> {
  // The shell's own `echo` stands between them.
  const script = commands.map(command => `${command}; echo ${mark}`).join('; ')
  const words = ['sh', '-c', 'cd /tmp; exec "$1" --connect "$2" "$3" 2>&1', 'sh', program, uri, script]
  const { stdout } = await host.run(words, { user, timeout: 120_000, env: { LC_ALL: 'C', LANGUAGE: 'C' } })
  const outputs = stdout.split(`${mark}\n`).map(output => output.replace(/[ \t]+$/gm, '').trim())
  if (outputs.length <= commands.length) {
    throw new Error(`${program} stopped at '${commands[outputs.length - 1]}':\n${outputs.at(-1)}`)
  }
  return outputs.slice(0, commands.length)
}

const mark = '@@@'
