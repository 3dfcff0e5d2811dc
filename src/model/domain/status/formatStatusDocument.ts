// Writes `<domstatus>` as libvirt does, so that it and we can take over each other's guests.
import { XmlWriter } from '../../xml/XmlWriter.js'
import { writeDomain } from '../formatDomain.js'
import { formatBlockJobs } from './blockJobs.js'
import type { StatusDocument } from './StatusDocument.js'
import { formatStatusJob } from './statusJob.js'

/** How the domain inside is written. */
const options = { secure: true, status: true, actualNet: true, pciOriginalStates: true } as const

/**
 * The document, ending in a line feed.
 * @param writeOwn adds what libvirt has no place for, in a namespace that it skips
 */
export function formatStatusDocument(status: StatusDocument, writeOwn?: (writer: XmlWriter) => void): string {
  const writer = new XmlWriter()
  const { state, reason, pid } = status
  writer.element('domstatus', { state, reason, pid }, () => {
    for (const flag of status.taints) writer.element('taint', { flag })
    for (const text of status.deprecations) writer.element('deprecation', {}, text)
    formatPrivateData(writer, status)
    writeOwn?.(writer)
    writeDomain(writer, status.domain, options)
  })
  return writer.toString()
}

function formatPrivateData(writer: XmlWriter, status: StatusDocument): void {
  const flag = (name: string, present: boolean) => {
    if (present) writer.element(name)
  }
  const list = (name: string, item: string, attribute: string, values: readonly string[] | undefined) => {
    if (!values) return
    writer.element(name, {}, () => values.forEach(value => writer.element(item, { [attribute]: value })))
  }
  const path = (name: string, value: string | undefined) => {
    if (value !== undefined) writer.element(name, { path: value })
  }
  writer.element('monitor', status.monitor)
  flag('dbusDaemon', status.dbusDaemon)
  list('dbusVMStateIds', 'id', 'value', status.dbusVmStates.length > 0 ? status.dbusVmStates : undefined)
  if (status.namespaces.length > 0) {
    writer.element('namespaces', {}, () => status.namespaces.forEach(name => writer.element(name)))
  }
  if (status.vcpus.length > 0) {
    writer.element('vcpus', {}, () => status.vcpus.forEach(vcpu => writer.element('vcpu', vcpu)))
  }
  list('qemuCaps', 'flag', 'name', status.qemuFlags)
  writer.text('lockstate', status.lockState)
  if (status.job) formatStatusJob(writer, status.job)
  flag('fakereboot', status.fakeReboot)
  list('devices', 'device', 'alias', status.devices)
  if (status.numad) writer.element('numad', { ...status.numad })
  path('libDir', status.libDir)
  path('channelTargetDir', status.channelTargetDir)
  path('memoryBackingDir', status.memoryBackingDir)
  flag('chardevStdioLogd', status.chardevStdioLogd)
  flag('rememberOwner', status.rememberOwner)
  if (status.allowReboot !== undefined) writer.element('allowReboot', { value: status.allowReboot ? 'yes' : 'no' })
  flag('prDaemon', status.prDaemon)
  writer.element('nodename', { index: status.nodenameIndex })
  writer.element('fdset', { index: status.fdsetIndex })
  formatBlockJobs(writer, status.blockJobsActive, status.blockJobs)
  writer.text('agentTimeout', status.agentTimeout)
  writer.text('originalMemlock', status.originalMemlock)
}
