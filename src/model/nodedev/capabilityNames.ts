import type { NodeDeviceCapability } from '../../api/nodeDeviceCapabilities.js'
import type { NodeDevice } from './NodeDevice.js'

/** Everything a device can do by name; what stands within a capability comes after it. */
export function capabilityNames({ capabilities }: NodeDevice): NodeDeviceCapability[] {
  return capabilities.flatMap(capability => [
    capability.type,
    ...('fcHost' in capability && capability.fcHost ? (['fc_host'] as const) : []),
    ...('vportOps' in capability && capability.vportOps ? (['vports'] as const) : []),
    ...('mdevTypes' in capability && capability.mdevTypes ? (['mdev_types'] as const) : []),
    ...('vpd' in capability && capability.vpd ? (['vpd'] as const) : []),
  ])
}
