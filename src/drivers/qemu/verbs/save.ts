// Guests that go to sleep in a file.
import type { domainRestoreFlags } from '../../../api/calls/index.js'
import { domainSaveImageXMLFlags, domainSaveRestoreFlags } from '../../../api/enums/domain.js'
import type { Incoming } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { formatDomain } from '../../../model/domain/formatDomain.js'
import { readSaved, saveGuest } from '../guest/saveGuest.js'
import { managedSavePath, removeManagedSave, setManagedSave } from '../state/managedSaves.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuObjects, QemuVerbs } from '../QemuVerbs.js'
import { createFromDocument } from './create.js'

export const saveVerbs = (context: QemuDriverContext): QemuVerbs => {
  const { host, directories } = context
  const restore: Incoming<typeof domainRestoreFlags, QemuObjects> = {
    async prepare({ from, dxml, flags }, call) {
      refuseOtherDocument(dxml)
      const definition = await readSaved(context, from)
      const { name, uuid } = definition
      return {
        details: { domain_name: name, domain_uuid: uuid },
        run: async () =>
          void (await createFromDocument(context, definition, 0, call, { path: from, running: wished(flags) })),
      }
    },
  }
  return {
    domainManagedSave: ({ dom, flags }, call) =>
      dom.jobs.run(
        'domainManagedSave',
        async () => {
          dom.active()
          if (!dom.isPersistent) {
            throw new LibvirtError('OPERATION_INVALID', 'cannot do managed save for transient domain')
          }
          await host.files.makeFolder(directories.qemuSave, { mode: 0o700 })
          // Known before the guest is gone, so that nobody starts it anew in between.
          await saveGuest(context, dom, managedSavePath(context, dom), wished(flags), () =>
            setManagedSave(context, dom, true),
          )
        },
        call,
      ),
    domainManagedSaveRemove: ({ dom }, call) =>
      dom.jobs.run(
        'domainManagedSaveRemove',
        async () => {
          if (dom.managedSave) await removeManagedSave(context, dom)
        },
        call,
      ),
    domainSaveFlags: ({ dom, to, dxml, flags }, call) =>
      dom.jobs.run(
        'domainSave',
        async () => {
          refuseOtherDocument(dxml)
          await saveGuest(context, dom, to, wished(flags))
        },
        call,
      ),
    domainRestoreFlags: restore,
    domainSaveImageGetXmlDesc: {
      async prepare({ file, flags }) {
        const definition = await readSaved(context, file)
        const secure = (flags & domainSaveImageXMLFlags.XML_SECURE) !== 0
        return {
          details: { domain_name: definition.name, domain_uuid: definition.uuid },
          run: () => ({ xml: formatDomain(definition, { inactive: true, secure }) }),
        }
      },
    },
  }
}

/** Whether the guest is to go on when it is restored; undefined leaves it as it is. */
function wished(flags: number): boolean | undefined {
  if (flags & domainSaveRestoreFlags.RUNNING) return true
  return flags & domainSaveRestoreFlags.PAUSED ? false : undefined
}

function refuseOtherDocument(document: string | undefined): void {
  if (document === undefined) return
  throw new LibvirtError('ARGUMENT_UNSUPPORTED', 'another document for a saved guest is not supported yet')
}
