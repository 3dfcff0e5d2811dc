// Events of drivers as signals of org.libvirt. Facts: libvirt-dbus; events without a row are not part of that API.
import type { EventNotice, EventTable, Found } from '../../api/Driver.js'
import { type BusInterfaces, busInterfaces } from '../generated/interfaces.js'
import type { InterfaceName } from '../tree/BusInterface.js'
import { parametersToEntries } from '../values/typedParameters.js'

type Body<N extends keyof EventTable> = Extract<EventNotice, { name: N }>['body']

/** A signal of an event, with the types forgotten: rows are made by functions that check them. */
export interface SignalRow {
  readonly interface: InterfaceName
  readonly member: string
  readonly signature: string
  /** Whose object sends it. */
  readonly from: 'driver' | 'object'
  /** @param path of the event's object */
  values(body: EventNotice['body'], path: string): readonly unknown[]
}

/** Whom an event is about: the object in its body. */
export function subjectOf({ body }: EventNotice): Found {
  if ('dom' in body) return body.dom
  if ('net' in body) return body.net
  if ('pool' in body) return body.pool
  if ('dev' in body && typeof body.dev === 'object') return body.dev
  if ('secret' in body) return body.secret
  throw new TypeError('an event without an object')
}

function row<N extends keyof EventTable, I extends InterfaceName, M extends keyof BusInterfaces[I]['signals'] & string>(
  event: N,
  iface: I,
  member: M,
  from: SignalRow['from'],
  values: (body: Body<N>, path: string) => BusInterfaces[I]['signals'][M],
): [N, SignalRow] {
  const signals: Readonly<Record<string, string>> = busInterfaces[iface].signals
  const signature = signals[member] ?? ''
  // The relay looks rows up by the event's name, so that the body is this event's.
  return [event, { interface: iface, member, signature, from, values: values as unknown as SignalRow['values'] }]
}

const ofDriver = <N extends keyof EventTable, M extends keyof BusInterfaces['org.libvirt.Connect']['signals']>(
  event: N,
  member: M,
  values: (body: Body<N>, path: string) => BusInterfaces['org.libvirt.Connect']['signals'][M],
) => row(event, 'org.libvirt.Connect', member, 'driver', values)

const ofDomain = <N extends keyof EventTable, M extends keyof BusInterfaces['org.libvirt.Domain']['signals']>(
  event: N,
  member: M,
  values: (body: Body<N>) => BusInterfaces['org.libvirt.Domain']['signals'][M],
) => row(event, 'org.libvirt.Domain', member, 'object', values)

interface Address {
  readonly family: number
  readonly node: string
  readonly service: string
}
const address = ({ family, node, service }: Address) => [family, node, service] as const

export const signalRows: ReadonlyMap<string, SignalRow> = new Map<string, SignalRow>([
  ofDriver('domainLifecycleEvent', 'DomainEvent', ({ event, detail }, path) => [path, event, detail]),
  ofDriver('networkLifecycleEvent', 'NetworkEvent', ({ event }, path) => [path, event]),
  ofDriver('nodeDeviceLifecycleEvent', 'NodeDeviceEvent', ({ event, detail }, path) => [path, event, detail]),
  ofDriver('secretLifecycleEvent', 'SecretEvent', ({ event, detail }, path) => [path, event, detail]),
  ofDriver('storagePoolLifecycleEvent', 'StoragePoolEvent', ({ event, detail }, path) => [path, event, detail]),
  ofDomain('domainAgentLifecycleEvent', 'AgentEvent', ({ state, reason }) => [state, reason]),
  ofDomain('domainBalloonChangeEvent', 'BalloonChange', ({ actual }) => [actual]),
  ofDomain('domainBlockJob2Event', 'BlockJob', ({ dst, type, status }) => [dst, type, status]),
  ofDomain('domainBlockThresholdEvent', 'BlockThreshold', ({ dev, path, threshold, excess }) => [
    dev,
    path ?? '',
    threshold,
    excess,
  ]),
  ofDomain('domainControlErrorEvent', 'ControlError', () => []),
  ofDomain('domainDeviceAddedEvent', 'DeviceAdded', ({ devAlias }) => [devAlias]),
  ofDomain('domainDeviceRemovalFailedEvent', 'DeviceRemovalFailed', ({ devAlias }) => [devAlias]),
  ofDomain('domainDeviceRemovedEvent', 'DeviceRemoved', ({ devAlias }) => [devAlias]),
  ofDomain('domainDiskChangeEvent', 'DiskChange', ({ oldSrcPath, newSrcPath, devAlias, reason }) => [
    oldSrcPath ?? '',
    newSrcPath ?? '',
    devAlias,
    reason,
  ]),
  ofDomain('domainGraphicsEvent', 'Graphics', ({ phase, local, remote, authScheme, subject }) => [
    phase,
    address(local),
    address(remote),
    authScheme,
    subject.map(({ type, name }) => [type, name] as const),
  ]),
  ofDomain('domainIoErrorReasonEvent', 'IOError', ({ srcPath, devAlias, action, reason }) => [
    srcPath,
    devAlias,
    action,
    reason,
  ]),
  ofDomain('domainJobCompletedEvent', 'JobCompleted', ({ params }) => [parametersToEntries(params)]),
  ofDomain('domainMetadataChangeEvent', 'MetadataChange', ({ type, nsuri }) => [type, nsuri ?? '']),
  ofDomain('domainMigrationIterationEvent', 'MigrationIteration', ({ iteration }) => [iteration]),
  ofDomain('domainPmsuspendDiskEvent', 'PMSuspendDisk', ({ reason }) => [reason]),
  ofDomain('domainPmsuspendEvent', 'PMSuspend', ({ reason }) => [reason]),
  ofDomain('domainPmwakeupEvent', 'PMWakeup', ({ reason }) => [reason]),
  ofDomain('domainRebootEvent', 'Reboot', () => []),
  ofDomain('domainRtcChangeEvent', 'RTCChange', ({ offset }) => [offset]),
  ofDomain('domainTrayChangeEvent', 'TrayChange', ({ devAlias, reason }) => [devAlias, reason]),
  ofDomain('domainTunableEvent', 'Tunable', ({ params }) => [parametersToEntries(params)]),
  ofDomain('domainWatchdogEvent', 'Watchdog', ({ action }) => [action]),
  row('storagePoolRefreshEvent', 'org.libvirt.StoragePool', 'Refresh', 'object', (): [] => []),
])
