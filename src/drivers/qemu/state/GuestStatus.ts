// What is kept of a running guest: libvirt's status document, which a libvirt that comes after us reads, and whose own ones
// we read. What libvirt has no place for stands in a namespace of ours, which it skips.
import { domainAgentResponseTimeoutValues } from '../../../api/enums/domain.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { DomainContext } from '../../../model/domain/DomainContext.js'
import { type Watchdog, watchdogActions } from '../../../model/domain/devices/watchdog.js'
import { writeDomain } from '../../../model/domain/formatDomain.js'
import { parseDomainElement } from '../../../model/domain/parseDomain.js'
import { parseUint } from '../../../model/xml/parseInteger.js'
import { parseXmlRoot } from '../../../model/xml/parseXml.js'
import type { XmlElement } from '../../../model/xml/XmlElement.js'
import { XmlWriter } from '../../../model/xml/XmlWriter.js'
import type { FileOwner } from '../../../host/FileOwner.js'
import type { Activity } from '../domain/DomainState.js'
import { restoreBlockNodes } from '../command/blockNodes.js'
import { activityOf, wordsOf } from './words.js'

const namespace = 'https://virtbus.org/xmlns/status/1'

export interface GuestStatus {
  readonly activity: Activity
  /** Undefined as long as the process is about to be started. */
  readonly process: { readonly pid: number /** Not in files of libvirt. */; readonly startTime?: bigint } | undefined
  /** Where QEMU's monitor listens. */
  readonly monitor: string
  /** Private folder. */
  readonly folder: string
  readonly vcpuThreads: ReadonlyMap<number, number>
  readonly rebooting: boolean
  /** Seconds to wait for the guest's agent, or one of virDomainAgentResponseTimeoutValues. */
  readonly agentTimeout: number
  readonly scope: string | undefined
  /** A save that is under way. */
  readonly saving?: Saving | undefined
  /** Whom files belonged to before they were given to QEMU's user. */
  readonly owners: readonly FileOwner[]
  /** Features of the QEMU, by libvirt's names. */
  readonly flags: readonly string[]
  readonly definition: Domain
}

/** Where a guest is being saved, and whether it ran before. */
export interface Saving {
  readonly path: string
  readonly ran: boolean
}

export function formatGuestStatus(status: GuestStatus): string {
  const {
    activity,
    process,
    monitor,
    folder,
    vcpuThreads,
    rebooting,
    agentTimeout,
    scope,
    saving,
    owners,
    flags,
    definition,
  } = status
  const writer = new XmlWriter()
  writer.element('domstatus', { ...wordsOf(activity), pid: process?.pid ?? 0 }, () => {
    writer.element('monitor', { path: monitor, type: 'unix' })
    writer.element('vcpus', {}, () => {
      for (const [id, pid] of vcpuThreads) writer.element('vcpu', { id, pid })
    })
    if (flags.length > 0) {
      writer.element('qemuCaps', {}, () => {
        for (const name of flags) writer.element('flag', { name })
      })
    }
    writer.text('agentTimeout', agentTimeout)
    if (rebooting) writer.element('fakereboot', { value: 'yes' })
    writer.element('libDir', { path: folder })
    writer.element('virtbus:guest', { 'xmlns:virtbus': namespace, start: process?.startTime, scope }, () => {
      if (saving) writer.element('virtbus:saving', { path: saving.path, ran: saving.ran ? 'yes' : 'no' })
      for (const { path, uid, gid } of owners) writer.element('virtbus:owner', { path, uid, gid })
      // Those of images follow from their index in the document.
      for (const { info, node } of definition.devices.hostdev) {
        if (node !== undefined) writer.element('virtbus:node', { alias: info.alias, name: node })
      }
      for (const { action, info } of definition.devices.watchdog.filter(isBuiltIn)) {
        writer.element('virtbus:watchdog', { action, alias: info.alias })
      }
    })
    const watchdog = definition.devices.watchdog.filter(one => !isBuiltIn(one))
    const readable = { ...definition, devices: { ...definition.devices, watchdog } }
    writeDomain(writer, readable, { secure: true, status: true, actualNet: true, pciOriginalStates: true })
  })
  return writer.toString()
}

/**
 * The watchdog that every Q35 has. A libvirt before 9.1 would refuse the whole record for it, and a later one adds it by itself: so
 * that either can take the guest over, it stands in our part of the record.
 */
function isBuiltIn({ model }: Watchdog): boolean {
  return model === 'itco'
}

function builtIn(element: XmlElement): Watchdog {
  const alias = element.attribute('alias')
  const [action = 'reset'] = watchdogActions.filter(name => name === element.attribute('action'))
  return { kind: 'watchdog', model: 'itco', action, info: alias === undefined ? {} : { alias } }
}

/** @throws LibvirtError for a document that is not whole */
export function parseGuestStatus(text: string, context: DomainContext): GuestStatus {
  const root = parseXmlRoot(text, '(domain_status)', 'domstatus')
  const state = required(root, 'state')
  const activity = activityOf(state, root.attribute('reason'))
  if (!activity) throw new LibvirtError('INTERNAL_ERROR', `invalid domain state '${state}'`)
  const domain = root.child('domain')
  const monitor = root.child('monitor')
  if (!domain || !monitor) throw new LibvirtError('INTERNAL_ERROR', 'no domain config or monitor in status file')
  const own = root.elements().find(({ name, namespace: uri }) => uri === namespace && name === 'virtbus:guest')
  const pid = number(root, 'pid')
  const start = own?.attribute('start')
  const startTime = start !== undefined && /^\d+$/.test(start) ? { startTime: BigInt(start) } : {}
  const path = required(monitor, 'path')
  const definition = parseDomainElement(domain, context, {
    inactive: false,
    status: true,
    actualNet: true,
    pciOriginalStates: true,
    skipValidate: true,
    skipPostParse: true,
  })
  restoreBlockNodes(definition)
  const saving = own?.child('virtbus:saving')
  definition.devices.watchdog.push(...(own?.elements('virtbus:watchdog') ?? []).map(builtIn))
  const nodes = own?.elements('virtbus:node') ?? []
  for (const hostdev of definition.devices.hostdev) {
    hostdev.node = nodes.find(node => node.attribute('alias') === hostdev.info.alias)?.attribute('name')
  }
  return {
    activity,
    process: pid === 0 ? undefined : { pid, ...startTime },
    monitor: path,
    folder: root.child('libDir')?.attribute('path') ?? path.slice(0, path.lastIndexOf('/')),
    vcpuThreads: new Map(
      root
        .child('vcpus')
        ?.elements('vcpu')
        .map(vcpu => [number(vcpu, 'id'), number(vcpu, 'pid')]),
    ),
    agentTimeout: agentTimeoutOf(root),
    rebooting: root.child('fakereboot')?.attribute('value') === 'yes',
    scope: own?.attribute('scope'),
    saving: saving && { path: required(saving, 'path'), ran: saving.attribute('ran') === 'yes' },
    owners: (own?.elements('virtbus:owner') ?? []).map(owner => ({
      path: required(owner, 'path'),
      uid: number(owner, 'uid'),
      gid: number(owner, 'gid'),
    })),
    flags: (root.child('qemuCaps')?.elements('flag') ?? []).map(flag => required(flag, 'name')),
    definition,
  }
}

function agentTimeoutOf(root: XmlElement): number {
  const { DEFAULT } = domainAgentResponseTimeoutValues
  const text = root.child('agentTimeout')?.text.trim()
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : DEFAULT
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
