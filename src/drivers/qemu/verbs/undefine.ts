import {
  domainEventDefinedDetailType,
  domainEventType,
  domainEventUndefinedDetailType,
  domainUndefineFlagsValues,
} from '../../../api/enums/domain.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { validateIdentity } from '../../../model/domain/identity.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { removeManagedSave } from '../state/managedSaves.js'
import { losesTpmState, tpmFolder } from '../tpm/tpmStore.js'
import { localPath } from '../guest/neededFiles.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { forgetSnapshots } from '../snapshots/forgetSnapshots.js'
import type { QemuVerbs } from '../QemuVerbs.js'
import { writeDefinition } from '../domain/definitionText.js'

/** Taking definitions away, and giving them other names. */
export const undefineVerbs = (context: QemuDriverContext): QemuVerbs => {
  return {
    domainUndefine: ({ dom }, call) => dom.jobs.run('domainUndefine', () => undefineDomain(context, dom, 0), call),
    domainUndefineFlags: ({ dom, flags }, call) =>
      dom.jobs.run('domainUndefine', () => undefineDomain(context, dom, flags), call),
    async domainRename({ dom, new_name: name = '' }, call) {
      await dom.jobs.run('domainRename', () => renameDomain(context, dom, name), call)
      return { retcode: 0 }
    },
  }
}

function nvramPath({ os }: Domain): string | undefined {
  const source = os.loader?.nvram?.source
  return source && localPath(source)
}

async function undefineDomain(context: QemuDriverContext, domain: QemuDomain, flags: number): Promise<void> {
  const { MANAGED_SAVE, SNAPSHOTS_METADATA, NVRAM, KEEP_NVRAM, TPM, KEEP_TPM } = domainUndefineFlagsValues
  const { host, definitions, domains, feed } = context
  const { files } = host
  if (!domain.persistent) throw new LibvirtError('OPERATION_INVALID', 'cannot undefine transient domain')
  if (!domain.guest && domain.managedSave) {
    if (!(flags & MANAGED_SAVE)) {
      throw new LibvirtError('OPERATION_INVALID', 'Refusing to undefine while domain managed save image exists')
    }
    await removeManagedSave(context, domain)
  }
  if (!domain.guest && domain.snapshotCount > 0) {
    if (!(flags & SNAPSHOTS_METADATA)) {
      const text = `cannot delete inactive domain with ${domain.snapshotCount} snapshots`
      throw new LibvirtError('OPERATION_INVALID', text)
    }
    await forgetSnapshots(context, domain)
  }
  const nvram = nvramPath(domain.persistent)
  if (!domain.guest && nvram !== undefined && (await files.exists(nvram)) && !(flags & KEEP_NVRAM)) {
    if (!(flags & NVRAM)) throw new LibvirtError('OPERATION_INVALID', 'cannot undefine domain with nvram')
    await files.remove(nvram)
  }
  if ((flags & TPM) !== 0 || ((flags & KEEP_TPM) === 0 && losesTpmState(domain.persistent))) {
    await files.removeFolder(tpmFolder(context.directories, domain.uuid))
  }
  await definitions.remove(domain.name)
  domain.persistent = undefined
  domain.autostart = false
  domain.autostartOnce = false
  domain.updated = false
  if (!domain.guest) domains.remove(domain)
  const detail = domainEventUndefinedDetailType.REMOVED
  feed.emit('domainLifecycleEvent', { dom: domain, event: domainEventType.UNDEFINED, detail })
  if (domain.guest) feed.change('changed', domain, ['domainIsPersistent', 'domainGetAutostart', 'domainIsUpdated'])
  else feed.change('removed', domain)
}

async function renameDomain(context: QemuDriverContext, domain: QemuDomain, name: string): Promise<void> {
  const { definitions, domains, feed } = context
  const invalid = (text: string) => new LibvirtError('OPERATION_INVALID', text)
  if (domain.guest) throw invalid('cannot rename active domain')
  if (!domain.persistent) throw invalid('cannot rename a transient domain')
  if (name === domain.name) throw new LibvirtError('INVALID_ARG', "Can't rename domain to itself")
  if (domains.withName(name)) throw invalid(`domain with name '${name}' already exists`)
  if (domain.snapshotCount > 0) throw invalid(`cannot rename domain with ${domain.snapshotCount} snapshots`)
  if (domain.managedSave) {
    throw invalid("domain with a managed saved state can't be renamed")
  }
  const renamed = { ...domain.persistent, name }
  validateIdentity(renamed)
  const former = domain.name
  const written = writeDefinition(renamed)
  await definitions.rename(former, name, written.text)
  const { RENAMED } = domainEventUndefinedDetailType
  feed.emit('domainLifecycleEvent', { dom: domain, event: domainEventType.UNDEFINED, detail: RENAMED })
  domains.rename(domain, name)
  domain.keep(renamed, written)
  const detail = domainEventDefinedDetailType.RENAMED
  feed.emit('domainLifecycleEvent', { dom: domain, event: domainEventType.DEFINED, detail })
  feed.change('changed', domain, ['domainLookupByName', 'domainGetXmlDesc'])
}
