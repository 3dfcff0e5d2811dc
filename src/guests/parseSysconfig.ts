// Assignments as in /etc/default and /etc/sysconfig: what a shell and systemd's EnvironmentFile= both read the same way.

/**
 * Reads `KEY=value` lines; values may be in single or double quotes, `#` at the start of a line or behind a blank begins a
 * comment. Lines that are no assignment are passed over, as such files may hold other shell code.
 */
export function parseSysconfig(text: string): Record<string, string> {
  const values: Record<string, string> = {}
  for (const line of text.split('\n')) {
    const [, name, rest = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(line) ?? []
    if (name !== undefined) values[name] = unquote(rest)
  }
  return values
}

function unquote(text: string): string {
  let value = ''
  let left = text
  while (left !== '' && !/^\s/.test(left)) {
    const [whole, single, double, plain] = /^(?:'([^']*)'|"((?:[^"\\]|\\.)*)"|((?:[^\s'"\\]|\\.)+))/.exec(left) ?? []
    if (whole === undefined) break
    value += single ?? (double ?? plain ?? '').replaceAll(/\\(.)/g, '$1')
    left = left.slice(whole.length)
  }
  return value
}
