// What libvirt's public functions say about their arguments before any driver is asked. Facts: the functions' own checks, seen
// on the wire of libvirt-dbus. An empty list is NULL to them, as lists travel.
import type { Call } from '../api/call.js'
import type { CallName } from '../api/Driver.js'
import { domainCoreDumpFormat, domainMetadataType, keycodeSet } from '../api/enums/domain.js'
import { LibvirtError } from '../api/LibvirtError.js'
import type { Values } from './perform.js'

/** What is wrong with the arguments; undefined when nothing is. @param api the function's name */
type Check = (args: Values, api: string) => string | undefined

const isNone = (value: unknown) => value === undefined || (Array.isArray(value) && value.length === 0)

const notNull =
  (name: string): Check =>
  (args, api) =>
    isNone(args[name]) ? `${name} in ${api} must not be NULL` : undefined
const isNull =
  (name: string): Check =>
  (args, api) =>
    isNone(args[name]) ? undefined : `${name} in ${api} must be NULL`
const notZero =
  (name: string): Check =>
  (args, api) =>
    Number(args[name]) === 0 ? `${name} in ${api} must not be zero` : undefined
const notNegative =
  (name: string): Check =>
  (args, api) =>
    Number(args[name]) < 0 ? `${name} in ${api} must be zero or greater` : undefined
const notEmpty =
  (name: string): Check =>
  (args, api) =>
    args[name] === '' ? `string ${name} in ${api} must not be empty` : notNull(name)(args, api)
const below =
  (name: string, end: number, say: (value: number) => string): Check =>
  args =>
    Number(args[name]) >= end ? say(Number(args[name])) : undefined

/** The checks that a kind of metadata asks for; unknown kinds are the driver's to refuse. */
const ofKind =
  (kinds: { readonly title: readonly Check[]; readonly element: readonly Check[] }): Check =>
  (args, api) => {
    const { type } = args
    const free = type === domainMetadataType.DESCRIPTION || type === domainMetadataType.TITLE
    const checks = free ? kinds.title : type === domainMetadataType.ELEMENT ? kinds.element : []
    return firstComplaint(checks, args, api)
  }
const oneLine: Check = ({ type, metadata }) =>
  type === domainMetadataType.TITLE && typeof metadata === 'string' && metadata.includes('\n')
    ? `metadata title can't contain newlines`
    : undefined
const keyOfElement: Check = (args, api) => (args['metadata'] === undefined ? undefined : notNull('key')(args, api))

const readMetadata = ofKind({ title: [isNull('uri')], element: [notNull('uri')] })
const writeMetadata = ofKind({
  title: [oneLine, isNull('uri'), isNull('key')],
  element: [notNull('uri'), keyOfElement],
})
const params = [notNull('params')]

const checks: { readonly [N in CallName]?: readonly Check[] } = {
  connectBaselineCpu: [notNull('xmlCPUs')],
  domainCoreDumpWithFormat: [
    below('dumpformat', Object.keys(domainCoreDumpFormat).length, format => `dumpformat '${format}' is not supported`),
  ],
  domainGetMetadata: [readMetadata],
  domainLookupById: [notNegative('id')],
  domainRename: [notEmpty('new_name')],
  domainSendKey: [below('codeset', Object.keys(keycodeSet).length, codeset => `Unsupported codeset '${codeset}'`)],
  domainSetBlkioParameters: params,
  domainSetBlockIoTune: params,
  domainSetInterfaceParameters: params,
  domainSetMaxMemory: [notZero('memory')],
  domainSetMemory: [notZero('memory')],
  domainSetMemoryFlags: [notZero('memory')],
  domainSetMemoryParameters: params,
  domainSetMetadata: [writeMetadata],
  domainSetNumaParameters: params,
  domainSetPerfEvents: params,
  domainSetSchedulerParameters: params,
  domainSetSchedulerParametersFlags: params,
  domainSetVcpus: [notZero('nvcpus')],
  domainSetVcpusFlags: [notZero('nvcpus')],
  networkGetMetadata: [readMetadata],
  networkSetMetadata: [writeMetadata],
  nodeSetMemoryParameters: params,
}
const byName: ReadonlyMap<string, readonly Check[]> = new Map(Object.entries(checks))

/** @throws LibvirtError INVALID_ARG in libvirt's words */
export function checkArguments(call: Call, args: Values): void {
  const complaint = firstComplaint(byName.get(call.name) ?? [], args, call.api)
  if (complaint !== undefined) throw new LibvirtError('INVALID_ARG', complaint, { bare: true })
}

function firstComplaint(all: readonly Check[], args: Values, api: string): string | undefined {
  for (const check of all) {
    const complaint = check(args, api)
    if (complaint !== undefined) return complaint
  }
  return undefined
}
