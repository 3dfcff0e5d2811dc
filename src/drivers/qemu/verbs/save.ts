// Guests that go to sleep in a file.
import type {
  domainRestoreFlags,
  domainRestoreParams,
  domainSaveImageDefineXml,
  domainSaveImageGetXmlDesc,
} from '../../../api/calls/index.js'
import { domainCreateFlags, domainSaveImageXMLFlags, domainSaveRestoreFlags } from '../../../api/enums/domain.js'
import type { CallContext, Incoming } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { TypedParameter } from '../../../api/schema.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { formatDomain } from '../../../model/domain/formatDomain.js'
import { parseDomain } from '../../../model/domain/parseDomain.js'
import { readParameters } from '../../domainSettings/typedParameters.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { changeSaved, readSaved, saveGuest } from '../guest/saveGuest.js'
import { managedSavePath, removeManagedSave, setManagedSave } from '../state/managedSaves.js'
import { refuseOtherMachine } from '../state/refuseOtherMachine.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuObjects, QemuVerbs } from '../QemuVerbs.js'
import { createFromDocument } from './create.js'

/** Parameters of SaveParams and RestoreParams (VIR_DOMAIN_SAVE_PARAM_…). */
const saveParameters = { file: 'string', dxml: 'string', image_format: 'string', 'parallel.channels': 'int' } as const

export const saveVerbs = (context: QemuDriverContext): QemuVerbs => {
  const { host, directories } = context

  const read = async (document: string): Promise<Domain> =>
    parseDomain(document, await context.emulators.contextFor(document), { inactive: true })
  const details = ({ name, uuid }: Domain) => ({ domain_name: name, domain_uuid: uuid })

  async function restore(from: string, dxml: string | undefined, flags: number, call: CallContext) {
    const saved = await readSaved(context, from)
    const started = flags & domainSaveRestoreFlags.RESET_NVRAM ? domainCreateFlags.START_RESET_NVRAM : 0
    return {
      details: details(saved),
      async run() {
        const definition = dxml === undefined ? saved : await read(dxml)
        refuseOtherMachine(definition, saved)
        await createFromDocument(context, definition, started, call, { path: from, running: wished(flags) })
      },
    }
  }

  const managedSave = (dom: QemuDomain, dxml: string | undefined, flags: number, call: CallContext) =>
    dom.jobs.run(
      'domainManagedSave',
      async () => {
        dom.active()
        if (!dom.isPersistent) {
          throw new LibvirtError('OPERATION_INVALID', 'cannot do managed save for transient domain')
        }
        const other = dxml === undefined ? undefined : await read(dxml)
        await host.files.makeFolder(directories.qemuSave, { mode: 0o700 })
        // Known before the guest is gone, so that nobody starts it anew in between.
        const onSaved = () => setManagedSave(context, dom, true)
        await saveGuest(context, dom, managedSavePath(context, dom), wished(flags), onSaved, other)
      },
      call,
    )

  const save = (dom: QemuDomain, path: string, dxml: string | undefined, flags: number, call: CallContext) =>
    dom.jobs.run(
      'domainSave',
      async () => {
        const other = dxml === undefined ? undefined : await read(dxml)
        await saveGuest(context, dom, path, wished(flags), undefined, other)
      },
      call,
    )

  const restoreFlags: Incoming<typeof domainRestoreFlags, QemuObjects> = {
    prepare: ({ from, dxml, flags }, call) => restore(from, dxml, flags, call),
  }
  const restoreParams: Incoming<typeof domainRestoreParams, QemuObjects> = {
    prepare({ params, flags }, call) {
      const { file, dxml } = readSaveParameters(params)
      if (file === undefined) throw new LibvirtError('INVALID_ARG', 'missing file in the parameters of the restore')
      return restore(file, dxml, flags, call)
    },
  }
  const defineImage: Incoming<typeof domainSaveImageDefineXml, QemuObjects> = {
    async prepare({ file, dxml, flags }) {
      return {
        details: details(await readSaved(context, file)),
        run: async () => changeSaved(context, file, await read(dxml), wished(flags)),
      }
    },
  }
  const showImage: Incoming<typeof domainSaveImageGetXmlDesc, QemuObjects> = {
    async prepare({ file, flags }) {
      const definition = await readSaved(context, file)
      return { details: details(definition), run: () => ({ xml: shown(definition, flags) }) }
    },
  }
  return {
    domainManagedSave: ({ dom, flags }, call) => managedSave(dom, undefined, flags, call),
    domainManagedSaveRemove: ({ dom }, call) =>
      dom.jobs.run(
        'domainManagedSaveRemove',
        async () => {
          if (dom.managedSave) await removeManagedSave(context, dom)
        },
        call,
      ),
    async domainManagedSaveGetXmlDesc({ dom, flags }) {
      return { xml: shown(await readSaved(context, imageOf(context, dom), dom.config()), flags) }
    },
    domainManagedSaveDefineXml: ({ dom, dxml, flags }, call) =>
      dom.jobs.run(
        'domainManagedSaveDefineXml',
        async () => {
          const path = imageOf(context, dom)
          const definition = dxml === undefined ? await readSaved(context, path) : await read(dxml)
          await changeSaved(context, path, definition, wished(flags))
        },
        call,
      ),
    domainSaveFlags: ({ dom, to, dxml, flags }, call) => save(dom, to, dxml, flags, call),
    domainSaveParams({ dom, params, flags }, call) {
      const { file, dxml } = readSaveParameters(params)
      return file === undefined ? managedSave(dom, dxml, flags, call) : save(dom, file, dxml, flags, call)
    },
    domainRestoreFlags: restoreFlags,
    domainRestoreParams: restoreParams,
    domainSaveImageGetXmlDesc: showImage,
    domainSaveImageDefineXml: defineImage,
  }
}

function shown(definition: Domain, flags: number): string {
  return formatDomain(definition, { inactive: true, secure: (flags & domainSaveImageXMLFlags.XML_SECURE) !== 0 })
}

/** @throws LibvirtError OPERATION_INVALID when there is none */
function imageOf(context: QemuDriverContext, domain: QemuDomain): string {
  if (!domain.managedSave) throw new LibvirtError('OPERATION_INVALID', 'domain does not have managed save image')
  return managedSavePath(context, domain)
}

/** @throws LibvirtError ARGUMENT_UNSUPPORTED, INVALID_ARG, and OPERATION_UNSUPPORTED for layouts of several streams */
function readSaveParameters(params: readonly TypedParameter[]) {
  const found = readParameters(params, saveParameters)
  const textOf = (name: 'file' | 'dxml' | 'image_format') => {
    const value = found.get(name)?.value
    return typeof value === 'string' ? value : undefined
  }
  const format = textOf('image_format') ?? 'raw'
  if (found.has('parallel.channels') || format !== 'raw') {
    throw new LibvirtError(
      'OPERATION_UNSUPPORTED',
      `save image format '${format}' with parallel channels is not supported`,
      {
        hint: 'Guests are saved in one stream, as they are: image_format raw',
      },
    )
  }
  return { file: textOf('file'), dxml: textOf('dxml') }
}

/** Whether the guest is to go on when it is restored; undefined leaves it as it is. */
function wished(flags: number): boolean | undefined {
  if (flags & domainSaveRestoreFlags.RUNNING) return true
  return flags & domainSaveRestoreFlags.PAUSED ? false : undefined
}
