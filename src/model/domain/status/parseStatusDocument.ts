// Reads `<domstatus>`.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { parseInteger } from '../../xml/parseInteger.js'
import { parseXmlRoot } from '../../xml/parseXml.js'
import { childText, int, nonEmpty, requiredAttribute, uint } from '../../xml/read.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { Domain } from '../Domain.js'
import type { DomainContext } from '../DomainContext.js'
import type { ParseOptions } from '../options.js'
import { parseDomainElement } from '../parseDomain.js'
import { parseBlockJobs } from './blockJobs.js'
import type { StatusDocument } from './StatusDocument.js'
import { parseStatusJob } from './statusJob.js'

/** libvirt's word for "as long as libvirt thinks right". */
const defaultAgentTimeout = -2

/** @throws LibvirtError for a document that is not whole; the guest it is about must not be forgotten for that */
export function parseStatusDocument(xml: string, context: DomainContext): StatusDocument {
  return readStatusDocument(parseXmlRoot(xml, '(domain_status)', 'domstatus'), context)
}

/**
 * As `parseStatusDocument`, for whoever looks for things of its own beside those of libvirt.
 * @param options how the domain is read besides
 */
export function readStatusDocument(
  root: XmlElement,
  context: DomainContext,
  options: Pick<ParseOptions, 'skipPostParse'> = {},
): StatusDocument {
  const domain = root.child('domain')
  const monitor = root.child('monitor')
  if (!domain) throw new LibvirtError('INTERNAL_ERROR', 'no domain config')
  if (!monitor) throw new LibvirtError('INTERNAL_ERROR', 'no monitor path')
  const flags = names(root, 'qemuCaps', 'flag', 'name')
  const job = root.child('job')
  const present = (name: string) => root.child(name) !== undefined
  const path = (name: string) => nonEmpty(root.child(name), 'path')
  const definition = parseDomainElement(domain, withFlags(context, flags), {
    inactive: false,
    status: true,
    actualNet: true,
    pciOriginalStates: true,
    skipSeclabel: true,
    skipValidate: true,
    ...options,
  })
  const allowReboot = root.child('allowReboot')?.attribute('value')
  return {
    state: requiredAttribute(root, 'state'),
    reason: root.attribute('reason'),
    pid: int(root, 'pid', { required: true }) ?? 0,
    taints: root.elements('taint').map(taint => requiredAttribute(taint, 'flag')),
    deprecations: root.elements('deprecation').map(({ text }) => text),
    monitor: { path: requiredAttribute(monitor, 'path'), type: 'unix' },
    dbusDaemon: present('dbusDaemon'),
    dbusVmStates: names(root, 'dbusVMStateIds', 'id', 'value') ?? [],
    namespaces: (root.child('namespaces')?.elements() ?? []).map(({ name }) => name),
    vcpus: (root.child('vcpus')?.elements('vcpu') ?? []).map(parseVcpu),
    qemuFlags: flags,
    lockState: childText(root, 'lockstate'),
    job: job && parseStatusJob(job),
    fakeReboot: present('fakereboot'),
    devices: names(root, 'devices', 'device', 'alias'),
    numad: parseNumad(root.child('numad')),
    libDir: path('libDir'),
    channelTargetDir: path('channelTargetDir'),
    memoryBackingDir: path('memoryBackingDir') ?? usualMemoryFolder(definition, context),
    chardevStdioLogd: present('chardevStdioLogd'),
    rememberOwner: present('rememberOwner'),
    allowReboot: allowReboot === undefined ? undefined : allowReboot === 'yes',
    prDaemon: present('prDaemon'),
    nodenameIndex: indexOf(root.child('nodename')),
    fdsetIndex: indexOf(root.child('fdset')),
    blockJobsActive: root.child('blockjobs')?.attribute('active') === 'yes',
    blockJobs: parseBlockJobs(root.child('blockjobs')),
    agentTimeout: Number(
      parseInteger(childText(root, 'agentTimeout') ?? '', { min: -2n, max: 0x7fff_ffffn, base: 10 }) ??
        defaultAgentTimeout,
    ),
    originalMemlock: parseMemlock(root),
    domain: definition,
  }
}

/** Characters of the guest's name in the names of its folders. */
const nameLength = 20

/** Where guests of releases that did not say have their memory. */
function usualMemoryFolder({ id, name }: Domain, { qemu }: DomainContext): string | undefined {
  const folder = qemu?.memoryBackingDirectory
  return folder === undefined ? undefined : `${folder}/${id ?? -1}-${name.slice(0, nameLength)}`
}

function names(root: XmlElement, list: string, item: string, attribute: string): string[] | undefined {
  return root
    .child(list)
    ?.elements(item)
    .map(element => requiredAttribute(element, attribute))
}

function parseVcpu(element: XmlElement): { id: number; pid: number } {
  return { id: uint(element, 'id', { required: true }), pid: uint(element, 'pid', { required: true }) }
}

function parseNumad(element: XmlElement | undefined): StatusDocument['numad'] {
  return element && { nodeset: requiredAttribute(element, 'nodeset'), cpuset: element.attribute('cpuset') }
}

const indexOf = (element: XmlElement | undefined): number => (element && uint(element, 'index')) ?? 0

function parseMemlock(root: XmlElement): bigint | undefined {
  const text = childText(root, 'originalMemlock')
  return text === undefined ? undefined : parseInteger(text, { min: 0n, max: 0xffff_ffff_ffff_ffffn, base: 10 })
}

/** Defaults are those of the emulator that runs, which may have been replaced on disk since. */
function withFlags(context: DomainContext, flags: readonly string[] | undefined): DomainContext {
  const { qemu } = context
  if (!qemu || !flags) return context
  return {
    ...context,
    qemu: {
      ...qemu,
      capabilities(emulator) {
        const found = qemu.capabilities(emulator)
        if (!found) return undefined
        // Machines and CPU models are not in the document.
        const { kvm: _kvm, tcg: _tcg, ...known } = found
        return { ...known, flags: new Set(flags) }
      },
    },
  }
}
