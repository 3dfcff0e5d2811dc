// Values of every type of the call and event tables, for tests that go through whole tables.
import type { Schema } from '../../src/api/schema.js'

export const sampleUuid = 'c7a5fdbd-edaf-9455-926a-d65c16db1809'
export const sampleReferences: Record<string, unknown> = {
  domain: { name: 'web', uuid: sampleUuid, id: 3 },
  domainSnapshot: { name: 'one', dom: { name: 'web', uuid: sampleUuid, id: 3 } },
  interface: { name: 'eth0', mac: 'aa:bb' },
  network: { name: 'net', uuid: sampleUuid },
  nodeDevice: { name: 'pci_0' },
  nwfilter: { name: 'clean', uuid: sampleUuid },
  secret: { uuid: sampleUuid, usageType: 1, usageID: '/a' },
  storagePool: { name: 'pool', uuid: sampleUuid },
  storageVol: { pool: 'pool', name: 'v', key: '/v' },
}
/** Some value that an answer of the road may have. */
export function sample(schema: Schema): unknown {
  switch (schema.kind) {
    case 'reference':
      return { kind: schema.of, reference: sampleReferences[schema.of], details: {} }
    case 'optional':
      return undefined
    case 'list':
      return [sample(schema.item)]
    case 'struct':
      return Object.fromEntries(Object.entries(schema.fields).map(([name, field]) => [name, sample(field)]))
    case 'opaque':
      return Uint8Array.of(1, 0, 0, 0)
    case 'hyper':
    case 'uhyper':
      return 7n
    case 'typedParameter':
      return { field: 'p', type: 'uint', value: 7 }
    case 'string':
    case 'chars':
    case 'uuid':
      return 'text'
    default:
      return 1
  }
}
