// Rows of the call table, see call.ts.
import { bits, call } from '../call.js'
import { connectListAllSecretsFlags, secretDefineFlags } from '../enums/secret.js'
import { int, list, opaque, secret, string, uint, uuid } from '../schema.js'

export const connectNumOfSecrets = call('connectNumOfSecrets', 139, 'virConnectNumOfSecrets', {
  ret: { num: int },
  allow: ['connect:search_secrets'],
  filter: 'secret:getattr',
  priority: 'high',
  route: 'secret',
})

export const connectListSecrets = call('connectListSecrets', 140, 'virConnectListSecrets', {
  args: { maxuuids: int },
  ret: { uuids: list(string, 16384) },
  allow: ['connect:search_secrets'],
  filter: 'secret:getattr',
  priority: 'high',
  route: 'secret',
})

export const secretLookupByUuid = call('secretLookupByUuid', 141, 'virSecretLookupByUUID', {
  args: { uuid },
  ret: { secret },
  allow: ['secret:getattr'],
  on: 'result',
  priority: 'high',
  route: 'secret',
  bus: ['org.libvirt.Connect.SecretLookupByUUID'],
})

export const secretDefineXml = call('secretDefineXml', 142, 'virSecretDefineXML', {
  args: { xml: string, flags: uint },
  ret: { secret },
  allow: ['secret:write', 'secret:save'],
  on: 'new',
  writes: true,
  priority: 'high',
  route: 'secret',
  flags: { test: secretDefineFlags.VALIDATE, secret: secretDefineFlags.VALIDATE },
  bus: ['org.libvirt.Connect.SecretDefineXML'],
})

export const secretGetXmlDesc = call('secretGetXmlDesc', 143, 'virSecretGetXMLDesc', {
  args: { secret, flags: uint },
  ret: { xml: string },
  allow: ['secret:read'],
  on: 'secret',
  priority: 'high',
  route: 'secret',
  flags: { test: 0, secret: 0 },
  bus: ['org.libvirt.Secret.GetXMLDesc'],
})

export const secretSetValue = call('secretSetValue', 144, 'virSecretSetValue', {
  args: { secret, value: opaque(65536), flags: uint },
  allow: ['secret:write'],
  on: 'secret',
  writes: true,
  priority: 'high',
  route: 'secret',
  flags: { test: 0, secret: 0 },
  bus: ['org.libvirt.Secret.SetValue'],
})

export const secretGetValue = call('secretGetValue', 145, 'virSecretGetValue', {
  args: { secret, flags: uint },
  ret: { value: opaque(65536) },
  allow: ['secret:read_secure'],
  on: 'secret',
  writes: true,
  priority: 'high',
  route: 'secret',
  flags: { test: 0, secret: 0 },
  bus: ['org.libvirt.Secret.GetValue'],
})

export const secretUndefine = call('secretUndefine', 146, 'virSecretUndefine', {
  args: { secret },
  allow: ['secret:delete'],
  on: 'secret',
  writes: true,
  priority: 'high',
  route: 'secret',
  bus: ['org.libvirt.Secret.Undefine'],
})

export const secretLookupByUsage = call('secretLookupByUsage', 147, 'virSecretLookupByUsage', {
  args: { usageType: int, usageID: string },
  ret: { secret },
  allow: ['secret:getattr'],
  on: 'result',
  priority: 'high',
  route: 'secret',
  bus: ['org.libvirt.Connect.SecretLookupByUsage'],
})

export const connectListAllSecrets = call('connectListAllSecrets', 287, 'virConnectListAllSecrets', {
  args: { need_results: int, flags: uint },
  ret: { secrets: list(secret, 16384), ret: uint },
  allow: ['connect:search_secrets'],
  filter: 'secret:getattr',
  priority: 'high',
  route: 'secret',
  flags: {
    test: bits(connectListAllSecretsFlags, 'EPHEMERAL', 'NO_EPHEMERAL', 'PRIVATE', 'NO_PRIVATE'),
    secret: bits(connectListAllSecretsFlags, 'EPHEMERAL', 'NO_EPHEMERAL', 'PRIVATE', 'NO_PRIVATE'),
  },
  bus: ['org.libvirt.Connect.ListSecrets'],
})
