// PCI devices of the pretended host are handed to guests and taken back: which driver of the kernel has them.
import type { Verbs } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { TestHost, TestObjects } from '../TestHost.js'
import type { TestNodeDevice } from './TestNodeDevice.js'

/** The driver of the kernel that gives a device to guests. */
const passThrough = 'vfio-pci'

/** @throws LibvirtError INVALID_ARG */
function requirePci({ definition, name }: TestNodeDevice): void {
  if (definition.capabilities.some(({ type }) => type === 'pci')) return
  throw new LibvirtError('INVALID_ARG', `device ${name} is not a PCI device`)
}

export function pciVerbs(host: TestHost): Verbs<TestObjects> {
  /** Drivers that devices had before. */
  const before = new WeakMap<TestNodeDevice, string | undefined>()
  const bind = (dev: TestNodeDevice, driver: string | undefined) => {
    if (dev.definition.driver === driver) return
    dev.definition = { ...dev.definition, driver }
    host.options.feed.emit('nodeDeviceUpdateEvent', { dev })
    host.change('changed', dev, ['nodeDeviceGetXmlDesc'])
  }
  return {
    nodeDeviceDetachFlags: ({ name: dev, driverName }) => {
      requirePci(dev)
      if (driverName !== undefined && driverName !== 'vfio') {
        throw new LibvirtError('INVALID_ARG', `unknown driver name '${driverName}'`)
      }
      if (!before.has(dev)) before.set(dev, dev.definition.driver)
      bind(dev, passThrough)
    },
    nodeDeviceReAttach: ({ name: dev }) => {
      requirePci(dev)
      if (!before.has(dev)) return
      bind(dev, before.get(dev))
      before.delete(dev)
    },
    // A pretended device has nothing that a reset would clear.
    nodeDeviceReset: ({ name: dev }) => requirePci(dev),
  }
}
