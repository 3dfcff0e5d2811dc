// Owns the commands for the host's firewall tools.

export type PacketTool = 'iptables' | 'ip6tables'

export interface FilterCommand {
  readonly argv: readonly string[]
  /** It takes away what may not be there: failing is no error. */
  readonly mayFail: boolean
}

/** Command that has to succeed. */
export function ebtables(...args: readonly string[]): FilterCommand {
  return { argv: ['ebtables', '--concurrent', '-t', 'nat', ...args], mayFail: false }
}

/** Command that has to succeed. */
export function packetCommand(tool: PacketTool, ...args: readonly string[]): FilterCommand {
  return { argv: [tool, '-w', ...args], mayFail: false }
}

/** The same commands, allowed to fail. */
export function mayFail(commands: readonly FilterCommand[]): FilterCommand[] {
  return commands.map(({ argv }) => ({ argv, mayFail: true }))
}
