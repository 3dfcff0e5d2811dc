// Bringing definitions in.
import { domainEventDefinedDetailType, domainEventType } from '../../../api/enums/domain.js'
import type { Incoming } from '../../../api/Driver.js'
import type { domainDefineXml } from '../../../api/calls/index.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { parseDomain } from '../../../model/domain/parseDomain.js'
import { claim } from '../domain/claim.js'
import { definitionSeal } from '../domain/definitionSeal.js'
import { writeDefinition } from '../domain/definitionText.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { newDomain } from '../domain/newDomain.js'
import type { JobOptions } from '../../JobLock.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuObjects, QemuVerbs } from '../QemuVerbs.js'

const reading = { inactive: true, abiUpdate: true }

/** Reads a document that a client brings. @throws LibvirtError for what cannot be accepted */
export async function readNewDefinition({ emulators }: QemuDriverContext, xml: string): Promise<Domain> {
  return parseDomain(xml, await emulators.contextFor(xml), reading)
}

export const defineVerbs = (context: QemuDriverContext): QemuVerbs => {
  const define: Incoming<typeof domainDefineXml, QemuObjects> = {
    async prepare({ xml }, call) {
      const by = await context.emulators.contextFor(xml)
      const definition = parseDomain(xml, by, reading)
      const { name, uuid } = definition
      const conditions = definitionSeal(context.program, by.surroundings)
      return {
        details: { domain_name: name, domain_uuid: uuid },
        run: async () => ({ dom: await store(context, definition, conditions, call) }),
      }
    },
  }
  return { domainDefineXml: define, domainDefineXmlFlags: define }
}

async function store(
  context: QemuDriverContext,
  definition: Domain,
  conditions: string | undefined,
  call: JobOptions,
): Promise<QemuDomain> {
  const { domains } = context
  const admission = await domains.admit(definition)
  const domain = admission.known ?? newDomain(context, definition)
  const keep = async () => {
    // It may have got another name while this call waited.
    if (admission.known) claim(domains, definition)
    const written = writeDefinition(definition)
    await context.definitions.save(domain.name, written.text, written.plain ? conditions : undefined)
    const added = !domain.isPersistent && domain.guest === undefined
    const wasPersistent = domain.isPersistent
    domain.keep(definition, written)
    domain.updated = domain.guest !== undefined
    // A known one may have gone while this call waited.
    if (domains.withUuid(domain.uuid) !== domain) domains.add(domain)
    tell(context, domain, added, wasPersistent)
  }
  try {
    await domain.jobs.run('domainDefineXml', keep, call)
  } finally {
    if (!admission.known) admission.decided()
  }
  return domain
}

function tell({ feed }: QemuDriverContext, domain: QemuDomain, added: boolean, wasPersistent: boolean): void {
  const { ADDED, UPDATED } = domainEventDefinedDetailType
  if (added) feed.change('added', domain)
  feed.emit('domainLifecycleEvent', {
    dom: domain,
    event: domainEventType.DEFINED,
    detail: wasPersistent ? UPDATED : ADDED,
  })
  if (!added) feed.change('changed', domain, ['domainGetXmlDesc', 'domainIsPersistent', 'domainIsUpdated'])
}
