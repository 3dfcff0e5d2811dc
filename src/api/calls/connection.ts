// Rows of the call table, see call.ts.
import { call } from '../call.js'
import { connectFlags } from '../enums/host.js'
import { charBytes, int, list, optional, string, typedParameter, uint } from '../schema.js'

export const connectOpen = call('connectOpen', 1, 'virConnectOpen', {
  args: { name: optional(string), flags: uint },
  allow: ['connect:getattr'],
  priority: 'high',
  route: 'daemon',
  flags: {
    qemu: connectFlags.RO,
    test: connectFlags.RO,
    network: connectFlags.RO,
    storage: connectFlags.RO,
    nodedev: connectFlags.RO,
    secret: connectFlags.RO,
    interface: connectFlags.RO,
    nwfilter: connectFlags.RO,
  },
})

export const connectClose = call('connectClose', 2, 'virConnectClose', {
  priority: 'high',
  route: 'daemon',
})

export const connectSupportsFeature = call('connectSupportsFeature', 60, 'virConnectSupportsFeature', {
  args: { feature: int },
  ret: { supported: int },
  allow: ['connect:getattr'],
  priority: 'high',
})

export const authList = call('authList', 66, 'virAuthList', {
  ret: { types: list(int, 20) },
  priority: 'high',
  route: 'daemon',
  beforeAuth: true,
})

export const authSaslInit = call('authSaslInit', 67, 'virAuthSaslInit', {
  ret: { mechlist: string },
  priority: 'high',
  route: 'daemon',
  beforeAuth: true,
})

export const authSaslStart = call('authSaslStart', 68, 'virAuthSaslStart', {
  args: { mech: string, nil: int, data: charBytes(65536) },
  ret: { complete: int, nil: int, data: charBytes(65536) },
  priority: 'high',
  route: 'daemon',
  beforeAuth: true,
})

export const authSaslStep = call('authSaslStep', 69, 'virAuthSaslStep', {
  args: { nil: int, data: charBytes(65536) },
  ret: { complete: int, nil: int, data: charBytes(65536) },
  priority: 'high',
  route: 'daemon',
  beforeAuth: true,
})

export const authPolkit = call('authPolkit', 70, 'virAuthPolkit', {
  ret: { complete: int },
  priority: 'high',
  route: 'daemon',
  beforeAuth: true,
})

export const connectIsSecure = call('connectIsSecure', 149, 'virConnectIsSecure', {
  ret: { secure: int },
  priority: 'high',
})

export const connectRegisterCloseCallback = call(
  'connectRegisterCloseCallback',
  360,
  'virConnectRegisterCloseCallback',
  {
    allow: ['connect:getattr'],
    priority: 'high',
  },
)

export const connectUnregisterCloseCallback = call(
  'connectUnregisterCloseCallback',
  361,
  'virConnectUnregisterCloseCallback',
  {
    allow: ['connect:getattr'],
    priority: 'high',
  },
)

export const connectSetIdentity = call('connectSetIdentity', 419, 'virConnectSetIdentity', {
  args: { params: list(typedParameter, 20), flags: uint },
  allow: ['connect:write'],
})
