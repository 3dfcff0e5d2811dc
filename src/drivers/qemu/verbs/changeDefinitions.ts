import type { CallContext } from '../../../api/Driver.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { affected } from '../../domainSettings/impact.js'
import { recordStatus } from '../domain/moveDomain.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { copyDomain } from '../guest/copyDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { writeDefinition } from '../domain/definitionText.js'

/** What a call changes, where. */
export interface DefinitionChange {
  /** Name of the job. */
  readonly name: string
  /** VIR_DOMAIN_AFFECT_ bits. */
  readonly flags: number
  /** Changes a copy of the persistent definition; may return another one. What it throws leaves nothing changed. */
  readonly config: (definition: Domain) => Domain | void | Promise<Domain | void>
  /** Changes the running guest and its definition. */
  readonly live: (definition: Domain) => void | Promise<void>
  /** Answers that are different afterwards, besides the document. */
  readonly fields?: readonly string[]
}

/**
 * Changes a domain's definitions as its job: first what is tried on a copy, then the running guest, then the disk.
 * @throws LibvirtError OPERATION_INVALID when the domain lacks what the flags ask for
 */
export async function changeDefinitions(
  context: QemuDriverContext,
  domain: QemuDomain,
  { name, flags, config, live, fields = [] }: DefinitionChange,
  call: Pick<CallContext, 'signal'>,
): Promise<void> {
  const change = async () => {
    const definitions = affected(domain.definitions, flags)
    let changed: Domain | undefined
    if (domain.persistent && definitions.includes(domain.persistent)) {
      const copy = copyDomain(domain.persistent, context.emulators.plainContext)
      changed = (await config(copy)) ?? copy
    }
    const { guest } = domain
    if (guest && definitions.includes(guest.definition)) {
      await live(guest.definition)
      await recordStatus(context, domain)
    }
    if (changed) {
      const written = writeDefinition(changed)
      await context.definitions.save(domain.name, written.text)
      domain.keep(changed, written)
    }
    context.feed.change('changed', domain, ['domainGetXmlDesc', ...fields])
  }
  await domain.jobs.run(name, change, call)
}
