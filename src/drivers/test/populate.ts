import { parseInterface } from '../../model/iface/parseInterface.js'
import { parseNetwork } from '../../model/network/parseNetwork.js'
import { parseNodeDevice } from '../../model/nodedev/parseNodeDevice.js'
import { parsePool } from '../../model/storage/parsePool.js'
import { defaultDomain, defaultInterface, defaultNetwork, defaultNodeDevices, defaultPool } from './defaultContents.js'
import { readDefinition } from './domains/definitions.js'
import { bootDomain } from './domains/lifecycle.js'
import { defineInterface } from './interfaces/interfaceVerbs.js'
import { networkFor } from './networks/networkVerbs.js'
import { addNodeDevice } from './nodeDevices/nodeDeviceVerbs.js'
import { poolFor } from './storage/poolVerbs.js'
import { TestDomain } from './TestDomain.js'
import type { TestHost } from './TestHost.js'

/** Puts libvirt's default objects on the pretended host: everything persistent and running. */
export function populate(host: TestHost): void {
  const { random } = host.options.context
  const definition = readDefinition(host, defaultDomain)
  const domain = new TestDomain(definition.name, definition.uuid)
  domain.config = definition
  host.domains.add(domain)
  bootDomain(host, domain, readDefinition(host, defaultDomain), false)
  // It was running when the host came to be: nobody started it.
  domain.status = { ...domain.status, reason: 0 }

  const network = parseNetwork(defaultNetwork, random)
  const net = networkFor(host, network)
  net.config = network
  net.live = network

  const pool = parsePool(defaultPool, random)
  const storage = poolFor(host, pool)
  storage.config = pool
  storage.live = pool

  defineInterface(host, parseInterface(defaultInterface)).active = true
  for (const xml of defaultNodeDevices) addNodeDevice(host, parseNodeDevice(xml, { random }))
}
