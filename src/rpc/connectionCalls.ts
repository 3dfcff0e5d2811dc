// Calls that are about the connection itself: opening, closing, authentication, features, event registrations.
import type { Values } from '../access/perform.js'
import type { Call } from '../api/call.js'
import * as calls from '../api/calls/index.js'
import type { CallContext, Driver, Found } from '../api/Driver.js'
import { domainEventID } from '../api/enums/domain.js'
import { connectDomainQemuMonitorEventRegisterFlags } from '../api/enums/qemu.js'
import type { EventClass } from '../api/events.js'
import { LibvirtError } from '../api/LibvirtError.js'
import { authenticate, offeredAuth } from './authenticate.js'
import { isRemote } from './client/isRemote.js'
import type { ClientConnection } from './ClientConnection.js'
import { programs } from './packet.js'
import { beginSasl, continueSasl } from './sasl/authenticateSasl.js'
import type { OwnCall as Handler, Service } from './Service.js'
import type { Wishes } from './EventRelay.js'
import { keepaliveFeature, supportsFeature } from './features.js'
import { forwardedIdentity } from './forwardedIdentity.js'

const nothing: Values = {}

/** VIR_CONNECT_RO; all other bits are the client library's own. */
const readOnlyFlag = 1

async function open(connection: ClientConnection, { name, flags }: Values): Promise<Values> {
  if (connection.routes) throw new LibvirtError('INTERNAL_ERROR', 'connection already open')
  const uri = typeof name === 'string' ? name : ''
  const routes = await connection.settings.open(uri, connection)
  if (connection.routes) throw new LibvirtError('INTERNAL_ERROR', 'connection already open')
  connection.routes = routes
  connection.uri = uri
  if (Number(flags) & readOnlyFlag) connection.readOnly = true
  return nothing
}

function feature(connection: ClientConnection, { feature }: Values): Values {
  const number = Number(feature)
  if (number === keepaliveFeature) connection.keepalive.start()
  else if (!connection.routes) throw new LibvirtError('INTERNAL_ERROR', 'connection not open')
  const key = connection.routes?.hypervisor?.key ?? Object.values(connection.routes ?? {})[0]?.key ?? 'test'
  return { supported: supportsFeature(number, key) ? 1 : 0 }
}

/** Whoever has no such objects has no events about them either: registration → the call that lists the objects. */
const kindsOfEvents: ReadonlyMap<Call, Call> = new Map<Call, Call>([
  [calls.connectNetworkEventRegisterAny, calls.connectListAllNetworks],
  [calls.connectStoragePoolEventRegisterAny, calls.connectListAllStoragePools],
  [calls.connectNodeDeviceEventRegisterAny, calls.connectListAllNodeDevices],
  [calls.connectSecretEventRegisterAny, calls.connectListAllSecrets],
])

/** The driver an event family comes from, after the permission to register was checked. */
async function eventDriver(connection: ClientConnection, row: Call): Promise<Driver> {
  const route = row.route ?? 'hypervisor'
  const driver = route === 'daemon' ? undefined : connection.routes?.[route]
  if (!driver) throw new LibvirtError('INTERNAL_ERROR', 'connection not open')
  const context: CallContext = {
    caller: connection.caller,
    signal: connection.signal,
    files: { count: 0, take: () => -1 },
    sendFile: () => {},
  }
  const listing = kindsOfEvents.get(row)
  if (listing && !(listing.name in driver.verbs)) {
    throw new LibvirtError('NO_SUPPORT', row.api, { domain: driver.errorDomain })
  }
  // Another daemon checks its own callers.
  if (!isRemote(driver)) await connection.settings.guard.require(row, driver, {}, {}, context)
  return driver
}

function register(eventClass: EventClass, argument: string): Handler {
  return async (connection, args, row) => {
    const driver = await eventDriver(connection, row)
    const only = args[argument] === undefined ? undefined : await findObject(driver, row, argument, args[argument])
    return { callbackID: await connection.events.register(driver, eventClass, Number(args['eventID']), { only }) }
  }
}

async function findObject(driver: Driver, row: Call, argument: string, reference: unknown): Promise<Found> {
  const schema = row.args[argument]
  const inner = schema?.kind === 'optional' ? schema.item : schema
  const find = inner?.kind === 'reference' ? driver.find[inner.of] : undefined
  if (!find) throw new LibvirtError('NO_SUPPORT', row.api)
  // The row's schema decoded this very reference.
  return (find as (reference: unknown) => Found | Promise<Found>)(reference)
}

function deregister(eventClass: EventClass): Handler {
  return (connection, args) => {
    connection.events.deregister(eventClass, Number(args['callbackID']))
    return nothing
  }
}

/** Registrations without ids: one per event; the oldest calls are about lifecycle alone. */
async function registerLegacy(connection: ClientConnection, args: Values, row: Call): Promise<Values> {
  const driver = await eventDriver(connection, row)
  await connection.events.register(driver, 'domain', Number(args['eventID'] ?? domainEventID.LIFECYCLE), {
    legacy: true,
  })
  return { cb_registered: 1 }
}

function deregisterLegacy(connection: ClientConnection, args: Values): Values {
  connection.events.deregisterLegacy(Number(args['eventID'] ?? domainEventID.LIFECYCLE))
  return { cb_registered: 0 }
}

/** Messages of a guest's emulator, perhaps only those of some name. */
async function registerMonitor(connection: ClientConnection, args: Values, row: Call): Promise<Values> {
  const driver = await eventDriver(connection, row)
  const only = args['dom'] === undefined ? undefined : await findObject(driver, row, 'dom', args['dom'])
  const accepts = monitorFilter(args['event'], Number(args['flags']))
  return { callbackID: await connection.events.register(driver, 'qemuMonitor', 0, { only, accepts }) }
}

/** @throws LibvirtError INVALID_ARG for an expression that is none */
function monitorFilter(name: unknown, flags: number): Required<Wishes>['accepts'] {
  const { REGEX, NOCASE } = connectDomainQemuMonitorEventRegisterFlags
  if (typeof name !== 'string') return () => true
  const literal = `^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`
  let pattern: RegExp
  try {
    pattern = new RegExp(flags & REGEX ? name : literal, flags & NOCASE ? 'i' : '')
  } catch (cause) {
    throw new LibvirtError('INVALID_ARG', `failed to compile regex '${name}'`, { domain: 'RPC', cause })
  }
  return body => 'event' in body && typeof body.event === 'string' && pattern.test(body.event)
}

/** Only a daemon of this host may speak for others: root's, or in a session its own user's. */
function setIdentity(connection: ClientConnection, args: Values): Values {
  const { uid } = connection.origin.identity
  if (uid !== 0 && uid !== process.geteuid?.()) {
    throw new LibvirtError('ACCESS_DENIED', 'only a daemon may forward the identity of its caller', {
      domain: 'ACCESS',
    })
  }
  if (!connection.routes) throw new LibvirtError('INTERNAL_ERROR', 'connection not open')
  connection.identity = forwardedIdentity(args['params'])
  return nothing
}

/** A client's close callback: it learns of its own connection's end by itself, and from us of the driver's. */
function watchDriver(connection: ClientConnection, wanted: boolean): Values {
  if (!connection.routes) throw new LibvirtError('INTERNAL_ERROR', 'connection not open')
  connection.watchesDriver = wanted
  return nothing
}

const handlers: [Call, Handler][] = [
  [calls.connectOpen, open],
  [calls.connectClose, () => nothing],
  [calls.connectSupportsFeature, feature],
  [calls.connectGetUri, connection => ({ uri: connection.uri || (connection.routes?.hypervisor?.uri ?? '') })],
  [calls.authList, connection => ({ types: [offeredAuth(connection)] })],
  [calls.authSaslInit, beginSasl],
  [calls.authSaslStart, (connection, args) => continueSasl(connection, args, true)],
  [calls.authSaslStep, (connection, args) => continueSasl(connection, args, false)],
  [calls.authPolkit, connection => authenticate(connection)],
  [calls.connectRegisterCloseCallback, connection => watchDriver(connection, true)],
  [calls.connectUnregisterCloseCallback, connection => watchDriver(connection, false)],
  [calls.connectSetIdentity, setIdentity],
  [calls.connectDomainEventRegister, registerLegacy],
  [calls.connectDomainEventDeregister, deregisterLegacy],
  [calls.connectDomainEventRegisterAny, registerLegacy],
  [calls.connectDomainEventDeregisterAny, deregisterLegacy],
  [calls.connectDomainEventCallbackRegisterAny, register('domain', 'dom')],
  [calls.connectDomainEventCallbackDeregisterAny, deregister('domain')],
  [calls.connectNetworkEventRegisterAny, register('network', 'net')],
  [calls.connectNetworkEventDeregisterAny, deregister('network')],
  [calls.connectStoragePoolEventRegisterAny, register('storagePool', 'pool')],
  [calls.connectStoragePoolEventDeregisterAny, deregister('storagePool')],
  [calls.connectNodeDeviceEventRegisterAny, register('nodeDevice', 'dev')],
  [calls.connectNodeDeviceEventDeregisterAny, deregister('nodeDevice')],
  [calls.connectSecretEventRegisterAny, register('secret', 'secret')],
  [calls.connectSecretEventDeregisterAny, deregister('secret')],
  [calls.qemuConnectDomainMonitorEventRegister, registerMonitor],
  [calls.qemuConnectDomainMonitorEventDeregister, deregister('qemuMonitor')],
]

/** Rows that the connection answers itself, by name. */
export const connectionCalls: Service['own'] = new Map(handlers.map(([row, handler]) => [row.name, handler]))

/** The main and read-only sockets: libvirt's three programs, in which the connection answers calls about itself. */
export const libvirtService: Service = {
  programs: new Map([
    [programs.remote, 'remote'],
    [programs.qemu, 'qemu'],
    [programs.lxc, 'lxc'],
  ]),
  own: connectionCalls,
}
