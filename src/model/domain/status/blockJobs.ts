// `<blockjobs>`: copies, commits and the like that QEMU works on.
import { nonEmpty, requiredAttribute } from '../../xml/read.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { StorageSource } from '../devices/storageSource.js'
import { formatNodeSource, parseNodeSource } from './nodeSource.js'

/** References to nodes of a chain, by QEMU's node name. */
const nodeNames = ['base', 'top', 'topparent'] as const

export interface BlockJob {
  name: string
  /** E.g. `copy`, `commit`, `create`, `broken`. */
  type: string
  state: string
  newState: string | undefined
  brokenType: string | undefined
  /** Hexadecimal, as given to the call that began the job. */
  flags: string | undefined
  shallowNew: boolean
  errorMessage: string | undefined
  /** Disk the job belongs to. */
  disk: { target: string; mirror: boolean } | undefined
  /** Chains of a disk that is gone or not yet there. */
  chains: { disk: StorageSource | undefined; mirror: StorageSource | undefined } | undefined
  nodes: Partial<Record<(typeof nodeNames)[number], string>>
  deleteCommittedImages: boolean
  create: { mode: string | undefined; source: StorageSource } | undefined
  bitmap: string | undefined
  /** What is to be deleted when a backup ends. */
  store: StorageSource | undefined
}

export function parseBlockJobs(element: XmlElement | undefined): BlockJob[] {
  return (element?.elements('blockjob') ?? []).map(parseBlockJob)
}

function parseBlockJob(element: XmlElement): BlockJob {
  const disk = element.child('disk')
  const chains = element.child('chains')
  const source = element.child('src')
  const store = element.child('store')
  const nodes: BlockJob['nodes'] = {}
  for (const name of nodeNames) {
    const node = nonEmpty(element.child(name), 'node')
    if (node !== undefined) nodes[name] = node
  }
  return {
    name: requiredAttribute(element, 'name'),
    type: requiredAttribute(element, 'type'),
    state: requiredAttribute(element, 'state'),
    newState: element.attribute('newstate'),
    brokenType: element.attribute('brokentype'),
    flags: element.attribute('jobflags'),
    shallowNew: element.attribute('shallownew') === 'yes',
    errorMessage: nonEmpty(element.child('errmsg'), 'value') ?? element.child('errmsg')?.text,
    disk: disk && { target: requiredAttribute(disk, 'dst'), mirror: disk.attribute('mirror') === 'yes' },
    chains: chains && { disk: nodeIn(chains, 'disk'), mirror: nodeIn(chains, 'mirror') },
    nodes,
    deleteCommittedImages: element.child('deleteCommittedImages') !== undefined,
    create: source && { mode: element.child('create')?.attribute('mode'), source: parseNodeSource(source) },
    bitmap: nonEmpty(element.child('bitmap'), 'name'),
    store: store && parseNodeSource(store),
  }
}

function nodeIn(element: XmlElement, name: string): StorageSource | undefined {
  const child = element.child(name)
  return child && parseNodeSource(child)
}

/** Writes the element, jobs in the order of their names. */
export function formatBlockJobs(writer: XmlWriter, active: boolean, jobs: readonly BlockJob[]): void {
  const sorted = [...jobs].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  writer.element('blockjobs', { active: active ? 'yes' : 'no' }, () => {
    for (const job of sorted) formatBlockJob(writer, job)
  })
}

function formatBlockJob(writer: XmlWriter, job: BlockJob): void {
  const attributes = {
    name: job.name,
    type: job.type,
    state: job.state,
    newstate: job.newState,
    brokentype: job.brokenType,
    jobflags: job.flags,
    shallownew: job.shallowNew ? 'yes' : undefined,
  }
  writer.element('blockjob', attributes, () => {
    writer.text('errmsg', job.errorMessage)
    const { disk, chains, create, nodes } = job
    if (disk) writer.element('disk', { dst: disk.target, mirror: disk.mirror ? 'yes' : undefined })
    if (chains) {
      writer.element('chains', {}, () => {
        if (chains.disk) formatNodeSource(writer, 'disk', chains.disk)
        if (chains.mirror) formatNodeSource(writer, 'mirror', chains.mirror)
      })
    }
    for (const name of nodeNames) if (nodes[name] !== undefined) writer.element(name, { node: nodes[name] })
    if (job.deleteCommittedImages) writer.element('deleteCommittedImages')
    if (create) {
      if (create.mode !== undefined) writer.element('create', { mode: create.mode })
      formatNodeSource(writer, 'src', create.source)
    }
    if (job.bitmap !== undefined) writer.element('bitmap', { name: job.bitmap })
    if (job.store) formatNodeSource(writer, 'store', job.store)
  })
}
