// Reads a snapshot's document with libvirt's refusals.
import type { DomainContext } from '../domain/DomainContext.js'
import { parseInteger } from '../xml/parseInteger.js'
import { parseXmlRoot } from '../xml/parseXml.js'
import { childText, nonEmpty, oneOf, optionalEnum, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import { type MomentOptions, parseMoment, parseMomentDomain } from './Moment.js'
import { parseSaveCookie } from './saveCookie.js'
import { type Snapshot, snapshotLocations, type SnapshotMemory, snapshotStates } from './Snapshot.js'
import { parseSnapshotDisk } from './snapshotDisk.js'

export interface SnapshotOptions extends MomentOptions {
  /** There is no memory to save: the domain does not run, or only its disks are asked for. */
  readonly offline?: boolean
}

/**
 * The snapshot a document asks for or, with `redefine`, describes.
 * @throws LibvirtError XML_ERROR, XML_DETAIL, INTERNAL_ERROR, CONFIG_UNSUPPORTED
 */
export function parseSnapshot(text: string, context: DomainContext, options: SnapshotOptions = {}): Snapshot {
  return parseSnapshotElement(parseXmlRoot(text, '(domain_snapshot)', 'domainsnapshot'), context, options)
}

/** A snapshot from the driver's own files, and whether it is the current one. @throws as `parseSnapshot` */
export function parseSnapshotFile(text: string, context: DomainContext): { snapshot: Snapshot; current: boolean } {
  const root = parseXmlRoot(text, '(domain_snapshot)', 'domainsnapshot')
  const snapshot = parseSnapshotElement(root, context, { redefine: true })
  const int32 = { min: -(2n ** 31n), max: 2n ** 31n - 1n, base: 10 } as const
  const active = parseInteger(childText(root, 'active') ?? '', int32)
  if (active === undefined) throw refuseAt(root, "Could not find 'active' element", 'INTERNAL_ERROR')
  return { snapshot, current: active !== 0n }
}

/** The snapshot an element describes, as inside another document. @throws as `parseSnapshot` */
export function parseSnapshotElement(root: XmlElement, context: DomainContext, options: SnapshotOptions): Snapshot {
  const { redefine = false } = options
  const moment = parseMoment(root, 'snapshot', options)
  const before = redefine ? parseRedefined(root, context) : {}
  const offline = redefine ? before.state === 'shutoff' || before.state === 'disk-snapshot' : options.offline === true
  const memory = parseMemory(root, offline, redefine)
  const disks = (name: string) => root.child(name)?.elements() ?? []
  return {
    ...moment,
    ...before,
    memory,
    disks: disks('disks').map(disk => parseSnapshotDisk(disk, redefine)),
    revertDisks: redefine ? disks('revertDisks').map(disk => parseSnapshotDisk(disk, redefine)) : [],
    cookie: offline ? undefined : parseSaveCookie(root),
  }
}

function parseRedefined(
  root: XmlElement,
  context: DomainContext,
): Pick<Snapshot, 'state' | 'domain' | 'inactiveDomain'> {
  const text = childText(root, 'state')
  if (text === undefined) throw refuseAt(root, 'missing state from existing snapshot')
  const state = oneOf(text, snapshotStates)
  if (!state) throw refuseAt(root, `Invalid state '${text}' in domain snapshot XML`, 'CONFIG_UNSUPPORTED')
  const domain = root.child('domain')
  const inactive = root.child('inactiveDomain')
  return {
    state,
    // Old snapshots hold the domain's UUID only.
    domain: domain && nonEmpty(domain, 'type') !== undefined ? parseMomentDomain(domain, context) : undefined,
    inactiveDomain: inactive && parseMomentDomain(inactive, context),
  }
}

function parseMemory(root: XmlElement, offline: boolean, redefine: boolean): SnapshotMemory | undefined {
  const element = root.child('memory')
  const file = element?.attribute('file')
  const given = element && optionalEnum(element, 'snapshot', snapshotLocations)
  if (given === 'manual') throw refuseAt(root, "'manual' memory snapshot mode not supported")
  const usual = redefine ? (offline ? 'no' : 'internal') : undefined
  const location = given ?? (file === undefined ? usual : 'external')
  if (location === undefined) return undefined
  if (file !== undefined && location !== 'external') {
    throw refuseAt(root, `memory filename '${file}' requires external snapshot`)
  }
  if (file === undefined && location === 'external') {
    throw refuseAt(root, 'external memory snapshots require a filename')
  }
  if (offline && location !== 'no') {
    throw refuseAt(root, 'memory state cannot be saved with offline or disk-only snapshot')
  }
  if (file?.startsWith('/') === false) {
    throw refuseAt(root, `memory snapshot file path (${file}) must be absolute`)
  }
  return { location, file }
}
