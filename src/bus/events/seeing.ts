import type { Permission } from '../../api/permissions.js'
import type { ObjectKind } from '../../api/schema.js'

/** Who may see an object in a list may be told of it. Kinds without an entry are not shown on the bus. */
export const seeing: { readonly [K in ObjectKind]?: Permission } = {
  domain: 'domain:getattr',
  domainSnapshot: 'domain:getattr',
  interface: 'interface:getattr',
  network: 'network:getattr',
  nodeDevice: 'node_device:getattr',
  nwfilter: 'nwfilter:getattr',
  secret: 'secret:getattr',
  storagePool: 'storage_pool:getattr',
  storageVol: 'storage_vol:getattr',
}
