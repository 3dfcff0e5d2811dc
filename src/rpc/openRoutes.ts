// Which drivers a URI opens (rpc.md section 3, CONNECT_OPEN and "Daemon-side driver connections").
import type { Driver, MaybePromise } from '../api/Driver.js'
import { LibvirtError } from '../api/LibvirtError.js'
import type { Routes } from './RpcSettings.js'

/** Secondary drivers by their own scheme, which is also the route they serve. */
export const secondary = ['network', 'storage', 'nodedev', 'interface', 'secret', 'nwfilter'] as const

export interface OpenOptions {
  readonly drivers: readonly Driver[]
  /** A system daemon, or one of a user's session. */
  readonly system: boolean
  /** Makes the driver of `test:////path`; every connection gets its own. */
  readonly openTestFile?: (path: string) => Promise<Driver>
  /** Makes a driver that this daemon lacks; a monolithic one has what there is. */
  readonly elsewhere?: (route: keyof Routes, uri: string) => Driver
}

/**
 * The drivers that serve a connection to this URI; an empty one means the daemon's own first driver.
 * @throws LibvirtError NO_CONNECT for a scheme nobody serves, INTERNAL_ERROR for a path of another kind
 */
export function openRoutes(uri: string, options: OpenOptions): MaybePromise<Routes> {
  const { drivers } = options
  const address = parseUri(uri === '' ? (drivers[0]?.uri ?? '') : uri)
  if (!address) throw noDriver(uri)
  const { scheme, path } = address
  if (scheme === 'test' && path !== '/default' && options.openTestFile) {
    return options.openTestFile(path).then(everyRoute)
  }
  const driver = drivers.find(candidate => parseUri(candidate.uri)?.scheme === scheme)
  if (!driver) throw noDriver(uri)
  checkPath(address, options.system)
  const route = secondary.find(name => name === scheme)
  if (route) return { [route]: driver }
  if (scheme === 'test') return everyRoute(driver)
  const { elsewhere, system } = options
  const others = secondary.flatMap(name => {
    const own = drivers.find(candidate => candidate.key === name)
    if (own) return [[name, own] as const]
    // In a monolithic daemon one connection serves all calls, and refuses those it has no driver for as not supported.
    if (!elsewhere) return [[name, driver] as const]
    // Filters are for the host's networks; a session has none.
    if (name === 'nwfilter' && !system) return []
    return [[name, elsewhere(name, `${name}:///${system ? 'system' : 'session'}`)] as const]
  })
  return { hypervisor: driver, ...Object.fromEntries(others) }
}

/** A driver that has objects of every kind itself, or passes calls about them on. */
export function everyRoute(driver: Driver): Routes {
  return { hypervisor: driver, ...Object.fromEntries(secondary.map(name => [name, driver])) }
}

interface Address {
  readonly scheme: string
  readonly host: string
  readonly path: string
}

export function parseUri(uri: string): Address | undefined {
  const match = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)/i.exec(uri)
  if (!match) return undefined
  const [, scheme = '', host = '', path = ''] = match
  return { scheme: scheme.toLowerCase(), host, path }
}

function checkPath({ scheme, host, path }: Address, system: boolean): void {
  if (scheme === 'test') {
    if (path === '' || path === '/') {
      throw new LibvirtError('INVALID_ARG', 'testOpen: supply a path or use test:///default', { bare: true })
    }
    return
  }
  if (host !== '') {
    throw new LibvirtError('INTERNAL_ERROR', `invalid URI ${scheme}://${host} (maybe you want ${scheme}:///${host})`)
  }
  // Root's daemon also answers to /session, since its clients have no other.
  const accepted = system ? ['/system', '/session'] : ['/session']
  if (!accepted.includes(path)) {
    const instead = `${scheme}://${system ? '/system' : '/session'}`
    throw new LibvirtError('INTERNAL_ERROR', `unexpected ${scheme} URI path '${path}', try ${instead}`)
  }
}

export const noDriver = (uri: string) => new LibvirtError('NO_CONNECT', uri, { domain: 'NONE' })
