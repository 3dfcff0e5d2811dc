import t from 'tap'
import { checkArguments } from '../../src/access/checkArguments.js'
import type { Call } from '../../src/api/call.js'
import * as calls from '../../src/api/calls/index.js'
import { domainMetadataType } from '../../src/api/enums/domain.js'

const { TITLE, DESCRIPTION, ELEMENT } = domainMetadataType
const refused: [row: Call, args: Record<string, unknown>, message: string][] = [
  [calls.connectBaselineCpu, { xmlCPUs: [] }, 'xmlCPUs in virConnectBaselineCPU must not be NULL'],
  [calls.domainCoreDumpWithFormat, { dumpformat: 5 }, "dumpformat '5' is not supported"],
  [calls.domainGetMetadata, { type: TITLE, uri: 'urn:a' }, 'uri in virDomainGetMetadata must be NULL'],
  [calls.domainGetMetadata, { type: ELEMENT }, 'uri in virDomainGetMetadata must not be NULL'],
  [calls.domainLookupById, { id: -1 }, 'id in virDomainLookupByID must be zero or greater'],
  [calls.domainRename, { new_name: '' }, 'string new_name in virDomainRename must not be empty'],
  [calls.domainRename, { new_name: undefined }, 'new_name in virDomainRename must not be NULL'],
  [calls.domainSendKey, { codeset: 10 }, "Unsupported codeset '10'"],
  [calls.domainSetMemory, { memory: 0n }, 'memory in virDomainSetMemory must not be zero'],
  [calls.domainSetMetadata, { type: TITLE, metadata: 'a\nb' }, "metadata title can't contain newlines"],
  [calls.domainSetMetadata, { type: DESCRIPTION, key: 'k' }, 'key in virDomainSetMetadata must be NULL'],
  [
    calls.domainSetMetadata,
    { type: ELEMENT, uri: 'urn:a', metadata: '<x/>' },
    'key in virDomainSetMetadata must not be NULL',
  ],
  [calls.domainSetVcpusFlags, { nvcpus: 0 }, 'nvcpus in virDomainSetVcpusFlags must not be zero'],
  [calls.nodeSetMemoryParameters, { params: [] }, 'params in virNodeSetMemoryParameters must not be NULL'],
]
for (const [row, args, message] of refused) {
  t.test(`refuses: ${message}`, async t => {
    t.throws(() => checkArguments(row, args), { code: 'INVALID_ARG', message })
  })
}

const taken: [row: Call, args: Record<string, unknown>][] = [
  [calls.domainLookupById, { id: 0 }],
  [calls.domainSendKey, { codeset: 9 }],
  [calls.domainSetMetadata, { type: DESCRIPTION, metadata: 'a\nb' }],
  [calls.domainSetMetadata, { type: ELEMENT, uri: 'urn:a', metadata: undefined, key: undefined }],
  [calls.domainSetMemoryParameters, { params: [{}] }],
  [calls.domainSuspend, {}],
]
for (const [row, args] of taken) {
  t.test(`takes ${row.api} with ${Object.keys(args).join(', ') || 'nothing to check'}`, async t => {
    t.doesNotThrow(() => checkArguments(row, args))
  })
}
