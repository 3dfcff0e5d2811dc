// Where a bus listens (specification, "Server Addresses").

/** A socket. Other transports are left out: over TCP a bus wants proofs of identity that no system bus accepts. */
export interface BusAddress {
  /** A leading '@' means the abstract namespace. */
  readonly path: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** A list of addresses, to be tried in order; those of other transports are passed over. @throws Error when none is left */
export function parseBusAddress(text: string, environment: Environment = process.env): readonly BusAddress[] {
  const entries = text.split(';').filter(entry => entry !== '')
  if (entries.length === 0) throw new Error('the address of the bus is empty')
  const usable = entries.filter(entry => entry.startsWith('unix:'))
  if (usable.length === 0) throw new Error(`bus address '${text}' has a transport that is not supported; unix is`)
  return usable.map(entry => parseEntry(entry, environment))
}

/** DBUS_SYSTEM_BUS_ADDRESS, or the place that every distribution agrees on. */
export function systemBusAddress(environment: Environment = process.env): string {
  return environment['DBUS_SYSTEM_BUS_ADDRESS'] || 'unix:path=/run/dbus/system_bus_socket'
}

/** DBUS_SESSION_BUS_ADDRESS, or the user's bus of systemd. @throws Error when neither is set */
export function sessionBusAddress(environment: Environment = process.env): string {
  const given = environment['DBUS_SESSION_BUS_ADDRESS']
  if (given) return given
  if (!environment['XDG_RUNTIME_DIR']) {
    throw new Error('no session bus: neither DBUS_SESSION_BUS_ADDRESS nor XDG_RUNTIME_DIR is set')
  }
  return 'unix:runtime=yes'
}

function parseEntry(entry: string, environment: Environment): BusAddress {
  const pairs = new Map(
    entry
      .slice('unix:'.length)
      .split(',')
      .filter(pair => pair !== '')
      .map(pair => readPair(pair, entry)),
  )
  return { path: unixPath(pairs, entry, environment) }
}

function readPair(pair: string, entry: string): [string, string] {
  const equals = pair.indexOf('=')
  if (equals < 1) throw new Error(`bus address '${entry}' has no value in '${pair}'`)
  try {
    return [pair.slice(0, equals), decodeURIComponent(pair.slice(equals + 1))]
  } catch (cause) {
    throw new Error(`bus address '${entry}' has a malformed escape in '${pair}'`, { cause })
  }
}

function unixPath(pairs: ReadonlyMap<string, string>, entry: string, environment: Environment): string {
  const path = pairs.get('path')
  if (path) return path
  const abstract = pairs.get('abstract')
  if (abstract) return `@${abstract}`
  const folder = environment['XDG_RUNTIME_DIR']
  if (pairs.get('runtime') === 'yes' && folder) return `${folder}/bus`
  throw new Error(`bus address '${entry}' names no socket`)
}
