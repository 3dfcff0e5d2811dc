// Rows of the call table, see call.ts.
import { call } from '../call.js'
import { domain, int, network, nodeDevice, optional, secret, storagePool } from '../schema.js'

export const connectDomainEventRegister = call('connectDomainEventRegister', 105, 'virConnectDomainEventRegister', {
  ret: { cb_registered: int },
  allow: ['connect:search_domains'],
  filter: 'domain:getattr',
  priority: 'high',
})

export const connectDomainEventDeregister = call(
  'connectDomainEventDeregister',
  106,
  'virConnectDomainEventDeregister',
  {
    ret: { cb_registered: int },
    allow: ['connect:read'],
    priority: 'high',
  },
)

export const connectDomainEventRegisterAny = call(
  'connectDomainEventRegisterAny',
  167,
  'virConnectDomainEventRegisterAny',
  {
    args: { eventID: int },
    allow: ['connect:search_domains'],
    filter: 'domain:getattr',
    priority: 'high',
  },
)

export const connectDomainEventDeregisterAny = call(
  'connectDomainEventDeregisterAny',
  168,
  'virConnectDomainEventDeregisterAny',
  {
    args: { eventID: int },
    allow: ['connect:read'],
    priority: 'high',
  },
)

export const connectNetworkEventRegisterAny = call(
  'connectNetworkEventRegisterAny',
  313,
  'virConnectNetworkEventRegisterAny',
  {
    args: { eventID: int, net: optional(network) },
    ret: { callbackID: int },
    allow: ['connect:search_networks'],
    filter: 'network:getattr',
    priority: 'high',
    route: 'network',
  },
)

export const connectNetworkEventDeregisterAny = call(
  'connectNetworkEventDeregisterAny',
  314,
  'virConnectNetworkEventDeregisterAny',
  {
    args: { callbackID: int },
    allow: ['connect:read'],
    priority: 'high',
    route: 'network',
  },
)

export const connectDomainEventCallbackRegisterAny = call(
  'connectDomainEventCallbackRegisterAny',
  316,
  'virConnectDomainEventCallbackRegisterAny',
  {
    args: { eventID: int, dom: optional(domain) },
    ret: { callbackID: int },
    allow: ['connect:search_domains'],
    filter: 'domain:getattr',
    priority: 'high',
  },
)

export const connectDomainEventCallbackDeregisterAny = call(
  'connectDomainEventCallbackDeregisterAny',
  317,
  'virConnectDomainEventCallbackDeregisterAny',
  {
    args: { callbackID: int },
    allow: ['connect:read'],
    priority: 'high',
  },
)

export const connectStoragePoolEventRegisterAny = call(
  'connectStoragePoolEventRegisterAny',
  368,
  'virConnectStoragePoolEventRegisterAny',
  {
    args: { eventID: int, pool: optional(storagePool) },
    ret: { callbackID: int },
    allow: ['connect:search_storage_pools'],
    filter: 'storage_pool:getattr',
    priority: 'high',
    route: 'storage',
  },
)

export const connectStoragePoolEventDeregisterAny = call(
  'connectStoragePoolEventDeregisterAny',
  369,
  'virConnectStoragePoolEventDeregisterAny',
  {
    args: { callbackID: int },
    allow: ['connect:read'],
    priority: 'high',
    route: 'storage',
  },
)

export const connectNodeDeviceEventRegisterAny = call(
  'connectNodeDeviceEventRegisterAny',
  374,
  'virConnectNodeDeviceEventRegisterAny',
  {
    args: { eventID: int, dev: optional(nodeDevice) },
    ret: { callbackID: int },
    allow: ['connect:search_node_devices'],
    filter: 'node_device:getattr',
    priority: 'high',
    route: 'nodedev',
  },
)

export const connectNodeDeviceEventDeregisterAny = call(
  'connectNodeDeviceEventDeregisterAny',
  375,
  'virConnectNodeDeviceEventDeregisterAny',
  {
    args: { callbackID: int },
    allow: ['connect:read'],
    priority: 'high',
    route: 'nodedev',
  },
)

export const connectSecretEventRegisterAny = call(
  'connectSecretEventRegisterAny',
  380,
  'virConnectSecretEventRegisterAny',
  {
    args: { eventID: int, secret: optional(secret) },
    ret: { callbackID: int },
    allow: ['connect:search_secrets'],
    filter: 'secret:getattr',
    priority: 'high',
    route: 'secret',
  },
)

export const connectSecretEventDeregisterAny = call(
  'connectSecretEventDeregisterAny',
  381,
  'virConnectSecretEventDeregisterAny',
  {
    args: { callbackID: int },
    allow: ['connect:read'],
    priority: 'high',
    route: 'secret',
  },
)
