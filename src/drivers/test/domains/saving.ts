// Saved guests. Images are kept in memory under the path they were given: a pretended guest must not write to the host.
import {
  domainCoreDumpFlags,
  domainEventDefinedDetailType,
  domainEventUndefinedDetailType,
  domainSaveImageXMLFlags,
  domainSaveRestoreFlags,
  domainState,
} from '../../../api/enums/domain.js'
import type { domainRestoreFlags } from '../../../api/calls/index.js'
import type { Prepared, Verbs } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { TypedParameter } from '../../../api/schema.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { formatDomain } from '../../../model/domain/formatDomain.js'
import { readParameters } from '../../domainSettings/typedParameters.js'
import { TestDomain } from '../TestDomain.js'
import type { TestHost, TestObjects } from '../TestHost.js'
import { copyDomain, existingFor, readDefinition } from './definitions.js'
import { activityFields, configFields, restoreDomain, stopDomain } from './lifecycle.js'

interface Image {
  readonly definition: Domain
  readonly paused: boolean
}
const { PAUSED, RUNNING } = domainSaveRestoreFlags

/** @throws LibvirtError OPERATION_INVALID */
function managedSaveOf(dom: TestDomain): Image {
  if (!dom.managedSave) throw new LibvirtError('OPERATION_INVALID', 'domain does not have managed save image')
  return dom.managedSave
}

const imageDocument = ({ definition }: Image, flags: number): string =>
  formatDomain(definition, { secure: (flags & domainSaveImageXMLFlags.XML_SECURE) !== 0, inactive: true })

/** A saved guest stays the guest it is. @throws LibvirtError INVALID_ARG */
function refuseOther({ name, uuid }: TestDomain, definition: Domain): void {
  if (definition.name === name && definition.uuid === uuid) return
  throw new LibvirtError('INVALID_ARG', `the document is of domain '${definition.name}', not of '${name}'`)
}

/** VIR_DOMAIN_SAVE_PARAM_*; how an image would be written makes no difference here. */
const saveParameters = { file: 'string', dxml: 'string', image_format: 'string', 'parallel.channels': 'int' } as const

/** @throws LibvirtError ARGUMENT_UNSUPPORTED, INVALID_ARG */
function readSaveParameters(params: readonly TypedParameter[]): { file?: string; dxml?: string } {
  const given = readParameters(params, saveParameters)
  const text = (name: 'file' | 'dxml') => {
    const value = given.get(name)?.value
    return value === undefined ? {} : { [name]: String(value) }
  }
  return { ...text('file'), ...text('dxml') }
}

export function savingVerbs(host: TestHost): Verbs<TestObjects> {
  const images = new Map<string, Image>()
  const imageAt = (path: string): Image => {
    const image = images.get(path)
    if (image) return image
    throw new LibvirtError('SYSTEM_ERROR', `cannot read domain image '${path}': No such file or directory`, {
      errno: 2,
    })
  }
  const imageOf = (dom: TestDomain, flags: number): Image => {
    const definition = copyDomain(host, dom.running())
    if (dom.run.blockJobs.size > 0) throw new LibvirtError('OPERATION_INVALID', 'domain has active block job')
    const paused = flags & PAUSED ? true : flags & RUNNING ? false : dom.status.state === domainState.PAUSED
    return { definition, paused }
  }
  const withDocument = (dom: TestDomain, image: Image, dxml: string | undefined): Image => {
    if (dxml === undefined) return image
    const definition = readDefinition(host, dxml)
    refuseOther(dom, definition)
    return { ...image, definition }
  }
  const saveTo = (dom: TestDomain, path: string, dxml: string | undefined, flags: number) => {
    images.set(path, withDocument(dom, imageOf(dom, flags), dxml))
    stopDomain(host, dom, 'SAVED', 'SAVED')
  }
  const managedSave = (dom: TestDomain, flags: number, dxml: string | undefined) => {
    if (!dom.config) throw new LibvirtError('OPERATION_INVALID', 'cannot do managed save for transient domain')
    dom.managedSave = withDocument(dom, imageOf(dom, flags), dxml)
    stopDomain(host, dom, 'SAVED', 'SAVED')
    host.change('changed', dom, ['domainHasManagedSaveImage'])
  }
  const restore = (from: string, dxml: string | undefined, flags: number) => {
    const image = imageAt(from)
    const definition = dxml === undefined ? copyDomain(host, image.definition) : readDefinition(host, dxml)
    const prepared: Prepared<typeof domainRestoreFlags, TestObjects> = {
      details: { domain_name: definition.name, domain_uuid: definition.uuid },
      run: () => {
        const existing = existingFor(host, definition)
        if (existing?.active) {
          throw new LibvirtError('OPERATION_INVALID', `domain is already active as '${existing.name}'`)
        }
        const dom = existing ?? new TestDomain(definition.name, definition.uuid)
        if (!existing) {
          host.domains.add(dom)
          host.change('added', dom)
        }
        restoreDomain(host, dom, definition, flags & PAUSED ? true : flags & RUNNING ? false : image.paused)
      },
    }
    return prepared
  }
  return {
    domainSaveFlags: ({ dom, to, dxml, flags }) => saveTo(dom, to, dxml, flags),
    domainRestoreFlags: { prepare: ({ from, dxml, flags }) => restore(from, dxml, flags) },
    domainSaveImageGetXmlDesc: {
      prepare: ({ file, flags }) => {
        const image = imageAt(file)
        const { definition } = image
        return {
          details: { domain_name: definition.name, domain_uuid: definition.uuid },
          run: () => ({ xml: imageDocument(image, flags) }),
        }
      },
    },
    domainSaveImageDefineXml: {
      prepare: ({ file, dxml, flags }) => {
        const image = imageAt(file)
        const definition = readDefinition(host, dxml)
        return {
          details: { domain_name: image.definition.name, domain_uuid: image.definition.uuid },
          run: () => {
            const paused = flags & PAUSED ? true : flags & RUNNING ? false : image.paused
            images.set(file, { definition, paused })
          },
        }
      },
    },
    // Nothing is written: a pretended guest has no memory to dump.
    domainCoreDumpWithFormat: ({ dom, flags }) => {
      dom.running()
      if (flags & domainCoreDumpFlags.CRASH) stopDomain(host, dom, 'CRASHED', 'CRASHED')
    },
    domainManagedSave: ({ dom, flags }) => managedSave(dom, flags, undefined),
    domainManagedSaveRemove: ({ dom }) => {
      dom.managedSave = undefined
      host.change('changed', dom, ['domainHasManagedSaveImage'])
    },
    domainManagedSaveGetXmlDesc: ({ dom, flags }) => ({ xml: imageDocument(managedSaveOf(dom), flags) }),
    domainManagedSaveDefineXml: ({ dom, dxml, flags }) => {
      const image = managedSaveOf(dom)
      const definition = dxml === undefined ? image.definition : readDefinition(host, dxml)
      refuseOther(dom, definition)
      dom.managedSave = { definition, paused: flags & PAUSED ? true : flags & RUNNING ? false : image.paused }
    },
    domainSaveParams: ({ dom, params, flags }) => {
      const { file, dxml } = readSaveParameters(params)
      if (file === undefined) managedSave(dom, flags, dxml)
      else saveTo(dom, file, dxml, flags)
    },
    domainRestoreParams: {
      prepare: ({ params, flags }) => {
        const { file, dxml } = readSaveParameters(params)
        if (file === undefined) throw new LibvirtError('INVALID_ARG', 'missing path to restore from')
        return restore(file, dxml, flags)
      },
    },
    domainRename: ({ dom, new_name }) => {
      rename(host, dom, new_name)
      return { retcode: 0 }
    },
  }
}

/** Gives a domain that is off another name. @throws LibvirtError OPERATION_INVALID, OPERATION_FAILED, INVALID_ARG */
function rename(host: TestHost, dom: TestDomain, name: string | undefined): void {
  if (name === undefined || name === '') throw new LibvirtError('INVALID_ARG', 'domain name must not be empty')
  if (!dom.config) throw new LibvirtError('OPERATION_INVALID', 'cannot rename a transient domain')
  if (dom.active) throw new LibvirtError('OPERATION_INVALID', 'cannot rename active domain')
  if (host.domains.withName(name)) {
    throw new LibvirtError('OPERATION_INVALID', `domain with name '${name}' already exists`)
  }
  const before = dom.name
  host.tell(dom, 'UNDEFINED', domainEventUndefinedDetailType.RENAMED, [])
  dom.name = name
  dom.config = { ...dom.config, name }
  host.domains.renamed(dom, before)
  host.tell(dom, 'DEFINED', domainEventDefinedDetailType.RENAMED, [...configFields, ...activityFields, 'domainRename'])
}
