// Checkpoints of pretended guests.
import {
  domainCheckpointCreateFlags as create,
  domainCheckpointDeleteFlags as remove,
  domainCheckpointListFlags as list,
  domainCheckpointXMLFlags as show,
} from '../../../api/enums/domainCheckpoint.js'
import type { Verbs } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { alignCheckpointDisks, nameBitmaps } from '../../../model/checkpoint/alignCheckpointDisks.js'
import type { Checkpoint } from '../../../model/checkpoint/Checkpoint.js'
import { formatCheckpoint } from '../../../model/checkpoint/formatCheckpoint.js'
import { parseCheckpoint } from '../../../model/checkpoint/parseCheckpoint.js'
import { copyDomain } from '../domains/definitions.js'
import type { TestDomain } from '../TestDomain.js'
import type { TestHost, TestObjects } from '../TestHost.js'
import { TestCheckpoint } from './TestCheckpoint.js'

/** @throws LibvirtError NO_DOMAIN_CHECKPOINT */
export function findCheckpoint(dom: TestDomain, name: string): TestCheckpoint {
  const found = dom.checkpoints.get(name)
  if (!found) throw new LibvirtError('NO_DOMAIN_CHECKPOINT', `no domain checkpoint with matching name '${name}'`)
  return found
}

function take(host: TestHost, dom: TestDomain, xml: string, flags: number): TestCheckpoint {
  if (dom.snapshots.size > 0) {
    throw new LibvirtError('OPERATION_UNSUPPORTED', 'cannot create checkpoint while snapshot exists')
  }
  if (!dom.active) {
    throw new LibvirtError('OPERATION_INVALID', 'cannot create checkpoint for inactive domain')
  }
  const redefine = (flags & create.REDEFINE) !== 0
  const now = BigInt(Math.floor(host.options.clock.now() / 1000))
  const parsed = parseCheckpoint(xml, host.options.context, { redefine, now })
  const { name = now.toString() } = parsed
  if (redefine) return redefineCheckpoint(host, dom, name, parsed)
  if (dom.checkpoints.get(name)) throw new LibvirtError('OPERATION_FAILED', `domain moment ${name} already exists`)
  const disks = nameBitmaps({ name }, alignCheckpointDisks(parsed, dom.definition.devices.disk))
  const domain = copyDomain(host, dom.definition)
  const content: Checkpoint = { ...parsed, name, disks, domain, parent: dom.checkpoints.current?.name }
  return enter(dom, new TestCheckpoint(dom, name, content))
}

function redefineCheckpoint(host: TestHost, dom: TestDomain, name: string, parsed: Checkpoint): TestCheckpoint {
  dom.checkpoints.checkParent(name, parsed.parent)
  const content = { ...parsed, name, domain: parsed.domain ?? copyDomain(host, dom.definition) }
  const existing = dom.checkpoints.get(name)
  if (!existing) return enter(dom, new TestCheckpoint(dom, name, content))
  existing.content = content
  return existing
}

function enter(dom: TestDomain, checkpoint: TestCheckpoint): TestCheckpoint {
  dom.checkpoints.add(checkpoint)
  dom.checkpoints.current = checkpoint
  return checkpoint
}

function deleteCheckpoint(checkpoint: TestCheckpoint, flags: number): void {
  const { checkpoints } = checkpoint.dom
  const below = flags & (remove.CHILDREN | remove.CHILDREN_ONLY) ? checkpoints.descendantsOf(checkpoint) : []
  const holdsCurrent = checkpoints.current !== undefined && below.includes(checkpoints.current)
  for (const child of below) checkpoints.delete(child)
  if (holdsCurrent) checkpoints.current = checkpoint
  if (!(flags & remove.CHILDREN_ONLY)) checkpoints.delete(checkpoint)
}

export function checkpointVerbs(host: TestHost): Verbs<TestObjects> {
  const listed = (dom: TestDomain, from: TestCheckpoint | undefined, flags: number) => {
    const checkpoints = dom.checkpoints.list(from, flags, list)
    return { checkpoints, ret: checkpoints.length }
  }
  return {
    domainCheckpointCreateXml: ({ dom, xml_desc, flags }) => ({ checkpoint: take(host, dom, xml_desc, flags) }),
    domainCheckpointGetXmlDesc: ({ checkpoint, flags }) => ({
      xml: formatCheckpoint(checkpoint.content, {
        secure: (flags & show.SECURE) !== 0,
        noDomain: (flags & show.NO_DOMAIN) !== 0,
      }),
    }),
    domainCheckpointLookupByName: ({ dom, name }) => ({ checkpoint: findCheckpoint(dom, name) }),
    domainCheckpointGetParent: ({ checkpoint }) => {
      const parent = checkpoint.dom.checkpoints.parentOf(checkpoint)
      if (parent) return { parent }
      throw new LibvirtError('NO_DOMAIN_CHECKPOINT', `checkpoint '${checkpoint.name}' does not have a parent`)
    },
    domainCheckpointDelete: ({ checkpoint, flags }) => deleteCheckpoint(checkpoint, flags),
    domainListAllCheckpoints: ({ dom, flags }) => listed(dom, undefined, flags),
    domainCheckpointListAllChildren: ({ checkpoint, flags }) => listed(checkpoint.dom, checkpoint, flags),
  }
}
