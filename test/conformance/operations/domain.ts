import { LibvirtError } from '../../../src/api/LibvirtError.js'
import type { Domain } from '../../../src/model/domain/Domain.js'
import type { DomainContext } from '../../../src/model/domain/DomainContext.js'
import { formatDomain } from '../../../src/model/domain/formatDomain.js'
import type { ParseOptions } from '../../../src/model/domain/options.js'
import { formatStatusDocument } from '../../../src/model/domain/status/formatStatusDocument.js'
import { parseStatusDocument } from '../../../src/model/domain/status/parseStatusDocument.js'
import { parseDomain } from '../../../src/model/domain/parseDomain.js'
import { caseDomainContext, genericDomainContext } from '../environment/domainContext.js'
import { inputOf, type Operation, type Request, StageError } from './Operation.js'

/** The goldens hold libvirt's words; the place in the document behind them is ours. */
function inLibvirtsWords<T>(step: () => T): T {
  try {
    return step()
  } catch (error) {
    if (error instanceof LibvirtError) throw new StageError('parse', error.text, { cause: error })
    throw error
  }
}

function parse(request: Request, context: DomainContext, options: ParseOptions): Domain {
  return inLibvirtsWords(() => parseDomain(inputOf(request, 'xml'), context, options))
}

const contextOf = (request: Request): DomainContext => caseDomainContext(request.root, request.params)

function xmlToXml(request: Request): object {
  const options = { inactive: true, abiUpdate: request.params['abiUpdate'] === true }
  const domain = parse(request, contextOf(request), options)
  return { xml: formatDomain(domain, { secure: true, inactive: true }) }
}

function activeToXml(request: Request): object {
  const domain = parse(request, contextOf(request), { inactive: false })
  domain.id ??= 1337
  return {
    xmlActive: formatDomain(domain, { secure: true }),
    xmlInactive: formatDomain(domain, { secure: true, inactive: true }),
  }
}

function generic(request: Request): object {
  const inactive = request.params['live'] !== true
  const domain = parse(request, genericDomainContext, { inactive })
  return { xml: formatDomain(domain, { secure: true, inactive }) }
}

function statusToXml(request: Request): object {
  const status = inLibvirtsWords(() => parseStatusDocument(inputOf(request, 'xml'), contextOf(request)))
  return { xml: formatStatusDocument(status) }
}

export const domainOperations: readonly (readonly [string, Operation])[] = [
  ['domain.xml2xml', xmlToXml],
  ['domain.reparse', xmlToXml],
  ['domain.active2xml', activeToXml],
  ['domain.generic', generic],
  ['domain.status2xml', statusToXml],
]
