// Names of daemons and their units.

export type Mode = 'modular' | 'monolithic'

/** Daemons of one driver each, with virtproxyd, which has the classic doors where libvirtd does not run. */
export const modularDaemons = [
  'virtqemud',
  'virtlxcd',
  'virtxend',
  'virtchd',
  'virtvboxd',
  'virtvzd',
  'virtnetworkd',
  'virtstoraged',
  'virtnodedevd',
  'virtnwfilterd',
  'virtsecretd',
  'virtinterfaced',
  'virtproxyd',
] as const

export const monolithicDaemon = 'libvirtd'

/** Daemons that serve in a mode. */
export const daemonsOf = (mode: Mode): readonly string[] => (mode === 'modular' ? modularDaemons : [monolithicDaemon])

/** What each daemon may have as sockets; ports are opened on request only. */
export const usualSockets = ['', '-ro', '-admin'] as const
export const portSockets = ['-tcp', '-tls'] as const

export const serviceOf = (daemon: string): string => `${daemon}.service`
export const socketOf = (daemon: string, kind: string): string => `${daemon}${kind}.socket`

/** Every unit a daemon may have, its service first. */
export const unitsOf = (daemon: string): string[] => [
  serviceOf(daemon),
  ...[...usualSockets, ...portSockets].map(kind => socketOf(daemon, kind)),
]

/** What a daemon is called on the bus. */
export function busNameOf(daemon: string): string {
  return daemon === monolithicDaemon || daemon === 'virtproxyd' ? 'org.libvirt' : `org.libvirt.${daemon}`
}
