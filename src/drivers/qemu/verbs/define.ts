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
import type { EmulatorContext } from '../Emulators.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuObjects, QemuVerbs } from '../QemuVerbs.js'

const reading = { inactive: true, abiUpdate: true }

/** Reads a document that a client may bring. @throws LibvirtError for what cannot be accepted */
export async function readNewDefinition({ emulators }: QemuDriverContext, xml: string): Promise<Domain> {
  return parseDomain(xml, await emulators.contextFor(xml), reading)
}

interface NewDefinition {
  readonly details: { readonly domain_name: string; readonly domain_uuid: string }
  /** Once the caller may bring it. @throws LibvirtError for what cannot be accepted */
  readonly read: () => Promise<{ readonly definition: Domain; readonly by: EmulatorContext }>
}

/**
 * Reads a document that a client brings, as far as that goes without running a program which it names: that is for those only
 * who may bring it.
 * @throws LibvirtError for what cannot be accepted
 */
export async function newDefinition({ emulators }: QemuDriverContext, xml: string): Promise<NewDefinition> {
  const known = await emulators.contextWithoutRunning(xml)
  const parsed = known
    ? parseDomain(xml, known, reading)
    : parseDomain(xml, emulators.plainContext, { ...reading, skipPostParse: true, skipValidate: true })
  const details = { domain_name: parsed.name, domain_uuid: parsed.uuid }
  if (known) return { details, read: async () => ({ definition: parsed, by: known }) }
  return {
    details,
    async read() {
      const by = await emulators.contextFor(xml)
      return { definition: parseDomain(xml, by, reading), by }
    },
  }
}

export const defineVerbs = (context: QemuDriverContext): QemuVerbs => {
  const define: Incoming<typeof domainDefineXml, QemuObjects> = {
    async prepare({ xml }, call) {
      const { details, read } = await newDefinition(context, xml)
      return {
        details,
        async run() {
          const { definition, by } = await read()
          const conditions = definitionSeal(context.program, by.surroundings)
          return { dom: await store(context, definition, conditions, call) }
        },
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
