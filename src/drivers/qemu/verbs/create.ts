// Starting guests, from their definition or from a document alone.
import type { domainCreateXml } from '../../../api/calls/index.js'
import { domainCreateFlags } from '../../../api/enums/domain.js'
import type { CallContext, Incoming } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { log } from '../../../log/log.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { claim } from '../domain/claim.js'
import { newDomain } from '../domain/newDomain.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { copyDomain } from '../guest/copyDomain.js'
import { killGuest } from '../guest/killGuest.js'
import { startGuest } from '../guest/startGuest.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { openSaved, readSaved } from '../guest/saveGuest.js'
import { managedSavePath, removeManagedSave } from '../state/managedSaves.js'
import type { QemuObjects, QemuVerbs } from '../QemuVerbs.js'
import { newDefinition } from './define.js'

export const createVerbs = (context: QemuDriverContext): QemuVerbs => {
  const createXml: Incoming<typeof domainCreateXml, QemuObjects> = {
    async prepare({ xml_desc, flags }, call) {
      const { details, read } = await newDefinition(context, xml_desc)
      return {
        details,
        run: async () => ({ dom: await createFromDocument(context, (await read()).definition, flags, call) }),
      }
    },
  }
  return {
    domainCreateXml: createXml,
    async domainCreate({ dom }, call) {
      await startDefined(context, dom, 0, call)
    },
    async domainCreateWithFlags({ dom, flags }, call) {
      await startDefined(context, dom, flags, call)
      return { dom }
    },
  }
}

/** Starts a domain by its persistent definition. @throws LibvirtError OPERATION_INVALID when it runs */
export async function startDefined(
  context: QemuDriverContext,
  domain: QemuDomain,
  flags: number,
  call: Pick<CallContext, 'signal'>,
): Promise<void> {
  const start = async () => {
    if (domain.guest) throw new LibvirtError('OPERATION_INVALID', 'domain is already running')
    const saved = domain.managedSave && (flags & domainCreateFlags.START_FORCE_BOOT) === 0
    if (saved) {
      const path = managedSavePath(context, domain)
      await run(context, domain, await readSaved(context, path, domain.config()), flags, { path })
    } else await run(context, domain, copyDomain(domain.config(), context.emulators.plainContext), flags)
    // It has been used, or has lost its worth.
    if (domain.managedSave) await removeManagedSave(context, domain)
  }
  await domain.jobs.run('domainCreate', start, call)
  destroyWithCaller(context, domain, flags, call)
}

/**
 * Starts a guest by a document alone, or goes on with a saved one; it vanishes when it ends, unless it is defined.
 * @throws LibvirtError OPERATION_FAILED, OPERATION_INVALID when there is such a guest
 */
export async function createFromDocument(
  context: QemuDriverContext,
  definition: Domain,
  flags: number,
  call: Pick<CallContext, 'signal'>,
  saved?: SavedAt,
): Promise<QemuDomain> {
  const { domains } = context
  const admission = await domains.admit(definition)
  const domain = admission.known ?? newDomain(context, definition)
  const start = async () => {
    // It may have got another name while this call waited.
    if (admission.known) claim(domains, definition)
    if (domain.guest) throw new LibvirtError('OPERATION_INVALID', `domain '${domain.name}' is already active`)
    if (domains.withUuid(domain.uuid) !== domain) {
      domain.starting = definition
      domains.add(domain)
      context.feed.change('added', domain)
    }
    if (!admission.known) admission.decided()
    try {
      await run(context, domain, definition, flags, saved)
    } catch (error) {
      // Once there was a QEMU, its end has taken the domain away.
      if (!domain.isPersistent && domains.withUuid(domain.uuid) === domain) {
        domains.remove(domain)
        context.feed.change('removed', domain)
      }
      throw error
    }
  }
  await domain.jobs.run('domainCreateXml', start, call)
  destroyWithCaller(context, domain, flags, call)
  return domain
}

/** A saved guest that is to go on. */
export interface SavedAt {
  readonly path: string
  /** Whether its CPUs run then; as they did when left out. */
  readonly running?: boolean | undefined
}

async function run(
  context: QemuDriverContext,
  domain: QemuDomain,
  definition: Domain,
  flags: number,
  saved?: SavedAt,
): Promise<void> {
  domain.starting = definition
  try {
    const { START_PAUSED, START_RESET_NVRAM } = domainCreateFlags
    const image = saved && (await openSaved(saved.path))
    const stopped = image && !(saved.running ?? image.running)
    await startGuest(context, domain, definition, {
      paused: (flags & START_PAUSED) !== 0 || stopped === true,
      resetVariables: (flags & START_RESET_NVRAM) !== 0,
      saved: image?.fd,
    })
  } finally {
    if (domain.guest || domain.isPersistent) domain.starting = undefined
  }
}

/** START_AUTODESTROY: the guest ends when its creator leaves. */
function destroyWithCaller(
  context: QemuDriverContext,
  { guest, name, reference }: QemuDomain,
  flags: number,
  { signal }: Pick<CallContext, 'signal'>,
): void {
  if (!guest || (flags & domainCreateFlags.START_AUTODESTROY) === 0) return
  const destroy = () => {
    killGuest(context, guest, { ending: 'DESTROYED' }).catch(error =>
      log.error({ domain: reference, error }, `Guest '${name}' could not be ended with its creator`),
    )
  }
  signal.addEventListener('abort', destroy, { once: true })
  void guest.gone.then(() => signal.removeEventListener('abort', destroy))
}
