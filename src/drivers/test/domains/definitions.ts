// Documents in and out: define, create, undefine, print.
import {
  domainEventDefinedDetailType,
  domainEventUndefinedDetailType,
  domainUndefineFlagsValues,
  domainXMLFlags,
} from '../../../api/enums/domain.js'
import type { Prepared, Verbs } from '../../../api/Driver.js'
import type { domainCreateXml, domainDefineXmlFlags } from '../../../api/calls/index.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { formatDomain } from '../../../model/domain/formatDomain.js'
import { parseDomain } from '../../../model/domain/parseDomain.js'
import { TestDomain } from '../TestDomain.js'
import type { TestHost, TestObjects } from '../TestHost.js'
import { bootDomain, configFields, forgetDomain, refuseFiles } from './lifecycle.js'

/** A copy that shares nothing with the original. */
export function copyDomain(host: TestHost, domain: Domain): Domain {
  return readDefinition(host, formatDomain(domain, { secure: true, inactive: true }))
}

/** @throws LibvirtError for a document this driver does not take */
export function readDefinition(host: TestHost, xml: string): Domain {
  const definition = parseDomain(xml, host.options.context, { inactive: true, abiUpdate: true })
  if (definition.type !== 'test') {
    throw new LibvirtError('INTERNAL_ERROR', `unexpected domain type ${definition.type}, expecting test`)
  }
  return definition
}

/** The domain a document speaks of, if there is one already. @throws LibvirtError when name and UUID disagree about it */
export function existingFor(host: TestHost, { name, uuid }: Domain): TestDomain | undefined {
  const existing = host.domains.withUuid(uuid)
  if (existing && existing.name !== name) {
    throw new LibvirtError('OPERATION_FAILED', `domain '${existing.name}' is already defined with uuid ${uuid}`)
  }
  const namesake = host.domains.withName(name)
  if (namesake && namesake !== existing) {
    throw new LibvirtError('OPERATION_FAILED', `domain '${name}' already exists with uuid ${namesake.uuid}`)
  }
  return existing
}

const detailsOf = ({ name, uuid }: Domain) => ({ domain_name: name, domain_uuid: uuid })

function define(host: TestHost, definition: Domain): { dom: TestDomain } {
  const existing = existingFor(host, definition)
  const dom = existing ?? new TestDomain(definition.name, definition.uuid)
  const updated = existing?.config !== undefined
  dom.config = definition
  if (existing?.active) dom.updated = true
  host.domains.add(dom)
  if (!existing) host.change('added', dom)
  const detail = domainEventDefinedDetailType[updated ? 'UPDATED' : 'ADDED']
  host.tell(dom, 'DEFINED', detail, configFields)
  return { dom }
}

function create(host: TestHost, definition: Domain): { dom: TestDomain } {
  const existing = existingFor(host, definition)
  if (existing?.active) {
    throw new LibvirtError('OPERATION_INVALID', `domain is already active as '${existing.name}'`)
  }
  const dom = existing ?? new TestDomain(definition.name, definition.uuid)
  host.domains.add(dom)
  if (!existing) host.change('added', dom)
  bootDomain(host, dom, definition, false)
  return { dom }
}

export function definitionVerbs(host: TestHost): Verbs<TestObjects> {
  const prepareDefine = (xml: string): Prepared<typeof domainDefineXmlFlags, TestObjects> => {
    const definition = readDefinition(host, xml)
    return { details: detailsOf(definition), run: () => define(host, definition) }
  }
  const prepareCreate = (xml: string): Prepared<typeof domainCreateXml, TestObjects> => {
    const definition = readDefinition(host, xml)
    return { details: detailsOf(definition), run: () => create(host, definition) }
  }
  const undefine = (dom: TestDomain, flags: number) => {
    if (!dom.config) throw new LibvirtError('OPERATION_INVALID', 'cannot undefine transient domain')
    if (dom.managedSave && !(flags & domainUndefineFlagsValues.MANAGED_SAVE)) {
      throw new LibvirtError('OPERATION_INVALID', 'Refusing to undefine while domain managed save image exists')
    }
    refuseMoments(dom, flags)
    dom.managedSave = undefined
    dom.autostart = false
    dom.config = undefined
    host.tell(dom, 'UNDEFINED', domainEventUndefinedDetailType.REMOVED, configFields)
    if (!dom.active) forgetDomain(host, dom)
  }
  return {
    domainDefineXmlFlags: { prepare: ({ xml }) => prepareDefine(xml) },
    domainCreateXml: { prepare: ({ xml_desc }) => prepareCreate(xml_desc) },
    domainCreateXmlWithFiles: {
      prepare: ({ xml_desc }, { files }) => {
        refuseFiles(files)
        return prepareCreate(xml_desc)
      },
    },
    domainUndefineFlags: ({ dom, flags }) => undefine(dom, flags),
    domainGetXmlDesc: ({ dom, flags }) => {
      const inactive = (flags & domainXMLFlags.INACTIVE) !== 0 || !dom.live
      const definition = inactive ? (dom.config ?? dom.definition) : dom.running()
      const secure = (flags & domainXMLFlags.SECURE) !== 0
      return {
        xml: formatDomain(definition, { inactive, secure, migratable: (flags & domainXMLFlags.MIGRATABLE) !== 0 }),
      }
    },
  }
}

/** A domain that is off goes with its snapshots and checkpoints only when that was asked for. */
function refuseMoments(dom: TestDomain, flags: number): void {
  if (dom.active) return
  const { SNAPSHOTS_METADATA, CHECKPOINTS_METADATA } = domainUndefineFlagsValues
  const kept = (what: string, count: number) =>
    new LibvirtError('OPERATION_INVALID', `cannot delete inactive domain with ${count} ${what}`)
  if (dom.snapshots.size > 0 && !(flags & SNAPSHOTS_METADATA)) throw kept('snapshots', dom.snapshots.size)
  if (dom.checkpoints.size > 0 && !(flags & CHECKPOINTS_METADATA)) throw kept('checkpoints', dom.checkpoints.size)
}
