// What is kept of a running guest: libvirt's status document, which a libvirt that comes after us reads, and whose own ones
// we read, with a part of our own.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { DomainContext } from '../../../model/domain/DomainContext.js'
import { formatStatusDocument } from '../../../model/domain/status/formatStatusDocument.js'
import { readStatusDocument } from '../../../model/domain/status/parseStatusDocument.js'
import type { StatusDocument } from '../../../model/domain/status/StatusDocument.js'
import { parseXmlRoot } from '../../../model/xml/parseXml.js'
import { lastBlockNode, restoreBlockNodes } from '../command/blockNodes.js'
import type { Activity } from '../domain/DomainState.js'
import { isBuiltIn, type OwnRecord, readOwnRecord, type Saving, writeOwnRecord } from './ownRecord.js'
import { activityOf, wordsOf } from './words.js'

export interface GuestStatus extends Omit<OwnRecord, 'startTime' | 'saving'> {
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
  /** A save that is under way. */
  readonly saving?: Saving | undefined
  /** Features of the QEMU, by libvirt's names. */
  readonly flags: readonly string[]
  readonly definition: Domain
}

/** What this driver has nothing to say about. */
const unsaid = {
  taints: [],
  deprecations: [],
  dbusDaemon: false,
  dbusVmStates: [],
  namespaces: [],
  lockState: undefined,
  job: undefined,
  devices: undefined,
  numad: undefined,
  channelTargetDir: undefined,
  memoryBackingDir: undefined,
  chardevStdioLogd: false,
  rememberOwner: false,
  allowReboot: undefined,
  prDaemon: false,
  fdsetIndex: 0,
  blockJobsActive: false,
  blockJobs: [],
  originalMemlock: undefined,
} satisfies Partial<StatusDocument>

export function formatGuestStatus(status: GuestStatus): string {
  const { activity, process, monitor, folder, vcpuThreads, rebooting, agentTimeout, flags, definition } = status
  const watchdog = definition.devices.watchdog.filter(one => !isBuiltIn(one))
  const document: StatusDocument = {
    ...unsaid,
    ...wordsOf(activity),
    pid: process?.pid ?? 0,
    monitor: { path: monitor, type: 'unix' },
    vcpus: [...vcpuThreads].map(([id, pid]) => ({ id, pid })),
    qemuFlags: flags.length > 0 ? [...flags] : undefined,
    fakeReboot: rebooting,
    libDir: folder,
    nodenameIndex: lastBlockNode(definition),
    agentTimeout,
    domain: { ...definition, devices: { ...definition.devices, watchdog } },
  }
  const { scope, saving, owners } = status
  const own = { startTime: process?.startTime, scope, saving, owners }
  return formatStatusDocument(document, writer => writeOwnRecord(writer, own, definition))
}

/** @throws LibvirtError for a document that is not whole */
export function parseGuestStatus(text: string, context: DomainContext): GuestStatus {
  const root = parseXmlRoot(text, '(domain_status)', 'domstatus')
  // The definition is complete, and what an emulator has by itself may have changed since.
  const document = readStatusDocument(root, context, { skipPostParse: true })
  const { state, reason, pid, monitor, libDir, vcpus, qemuFlags, domain: definition } = document
  const activity = activityOf(state, reason)
  if (!activity) throw new LibvirtError('INTERNAL_ERROR', `invalid domain state '${state}'`)
  restoreBlockNodes(definition)
  const { startTime, ...own } = readOwnRecord(root, definition)
  return {
    ...own,
    activity,
    process: pid === 0 ? undefined : { pid, ...(startTime !== undefined && { startTime }) },
    monitor: monitor.path,
    folder: libDir ?? monitor.path.slice(0, monitor.path.lastIndexOf('/')),
    vcpuThreads: new Map(vcpus.map(({ id, pid: thread }) => [id, thread])),
    rebooting: document.fakeReboot,
    agentTimeout: document.agentTimeout,
    flags: qemuFlags ?? [],
    definition,
  }
}
