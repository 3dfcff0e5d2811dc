// The driver's own object: the host and the way to every other object. Methods are grouped by kind of object.
import * as calls from '../../api/calls/index.js'
import type { BusCall } from '../tree/BusCall.js'
import { defineInterface } from '../tree/BusInterface.js'
import { connectDomains } from './connectDomains.js'
import { connectNetworks } from './connectNetworks.js'
import { connectNode } from './connectNode.js'
import { connectStorage } from './connectStorage.js'

/**
 * Nothing is encrypted on a local bus. Asks for a driver first, because without one every property is an error.
 * Secure answers the same: libvirt-dbus has always asked for encryption there.
 */
const notEncrypted = (call: BusCall<undefined>) => {
  call.node.driverFor(calls.connectGetHostname)
  return false
}

export const connectInterface = defineInterface<'org.libvirt.Connect', undefined>(
  'org.libvirt.Connect',
  { ...connectDomains, ...connectNetworks, ...connectNode, ...connectStorage },
  {
    Encrypted: { get: notEncrypted },
    Hostname: { get: async call => (await call.perform(calls.connectGetHostname, {})).hostname },
    LibVersion: { get: async call => (await call.perform(calls.connectGetLibVersion, {})).lib_ver },
    Secure: { get: notEncrypted },
    Version: { get: async call => (await call.perform(calls.connectGetVersion, {})).hv_ver },
  },
)
