// What is kept of a running guest that libvirt has no place for: an element of a namespace that it skips.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { FileOwner } from '../../../host/FileOwner.js'
import { type Watchdog, watchdogActions } from '../../../model/domain/devices/watchdog.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { parseUint } from '../../../model/xml/parseInteger.js'
import type { XmlElement } from '../../../model/xml/XmlElement.js'
import type { XmlWriter } from '../../../model/xml/XmlWriter.js'

const namespace = 'https://virtbus.org/xmlns/status/1'

/** Where a guest is being saved, and whether it ran before. */
export interface Saving {
  readonly path: string
  readonly ran: boolean
}

export interface OwnRecord {
  /** When the process was started, in the kernel's ticks. */
  readonly startTime: bigint | undefined
  /** Unit that holds the process. */
  readonly scope: string | undefined
  /** A save that is under way. */
  readonly saving: Saving | undefined
  /** Whom files belonged to before they were given to QEMU's user. */
  readonly owners: readonly FileOwner[]
}

/** Writes the element. @param domain of which parts stand here, for the sake of other versions of libvirt */
export function writeOwnRecord(writer: XmlWriter, record: OwnRecord, { devices }: Domain): void {
  const { startTime, scope, saving, owners } = record
  writer.element('virtbus:guest', { 'xmlns:virtbus': namespace, start: startTime, scope }, () => {
    if (saving) writer.element('virtbus:saving', { path: saving.path, ran: saving.ran ? 'yes' : 'no' })
    for (const { path, uid, gid } of owners) writer.element('virtbus:owner', { path, uid, gid })
    // Those of images follow from their index in the document.
    for (const { info, node } of devices.hostdev) {
      if (node !== undefined) writer.element('virtbus:node', { alias: info.alias, name: node })
    }
    for (const { action, info } of devices.watchdog.filter(isBuiltIn)) {
      writer.element('virtbus:watchdog', { action, alias: info.alias })
    }
  })
}

/** Reads the element; a record of libvirt has none. Puts back into the domain what stood here. @throws LibvirtError */
export function readOwnRecord(root: XmlElement, { devices }: Domain): OwnRecord {
  const own = root.elements().find(({ name, namespace: uri }) => uri === namespace && name === 'virtbus:guest')
  const start = own?.attribute('start')
  const saving = own?.child('virtbus:saving')
  devices.watchdog.push(...(own?.elements('virtbus:watchdog') ?? []).map(builtIn))
  const nodes = own?.elements('virtbus:node') ?? []
  for (const hostdev of devices.hostdev) {
    hostdev.node = nodes.find(node => node.attribute('alias') === hostdev.info.alias)?.attribute('name')
  }
  return {
    startTime: start !== undefined && /^\d+$/.test(start) ? BigInt(start) : undefined,
    scope: own?.attribute('scope'),
    saving: saving && { path: required(saving, 'path'), ran: saving.attribute('ran') === 'yes' },
    owners: (own?.elements('virtbus:owner') ?? []).map(owner => ({
      path: required(owner, 'path'),
      uid: number(owner, 'uid'),
      gid: number(owner, 'gid'),
    })),
  }
}

/**
 * The watchdog that every Q35 has. A libvirt before 9.1 would refuse the whole record for it, and a later one adds it by itself: so
 * that either can take the guest over, it stands in our part of the record.
 */
export function isBuiltIn({ model }: Watchdog): boolean {
  return model === 'itco'
}

function builtIn(element: XmlElement): Watchdog {
  const alias = element.attribute('alias')
  const [action = 'reset'] = watchdogActions.filter(name => name === element.attribute('action'))
  return { kind: 'watchdog', model: 'itco', action, info: alias === undefined ? {} : { alias } }
}

function required(element: XmlElement, name: string): string {
  const value = element.attribute(name)
  if (value === undefined) throw new LibvirtError('INTERNAL_ERROR', `no ${name} in status file`)
  return value
}

function number(element: XmlElement, name: string): number {
  const value = parseUint(required(element, name))
  if (value === undefined) throw new LibvirtError('INTERNAL_ERROR', `invalid ${name} in status file`)
  return value
}
