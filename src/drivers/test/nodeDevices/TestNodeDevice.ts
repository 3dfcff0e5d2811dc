import type { AccessDetails, Found } from '../../../api/Driver.js'
import type { References } from '../../../api/schema.js'
import { capabilityNames } from '../../../model/nodedev/capabilityNames.js'
import type { NodeDevice } from '../../../model/nodedev/NodeDevice.js'
import type { ScsiHost } from '../../../model/nodedev/ScsiCapability.js'

/** A device of the pretended host. */
export class TestNodeDevice implements Found<'nodeDevice'> {
  readonly kind = 'nodeDevice'

  constructor(public definition: NodeDevice) {}

  get name(): string {
    return this.definition.name
  }

  get reference(): References['nodeDevice'] {
    return { name: this.name }
  }

  get details(): AccessDetails {
    return { node_device_name: this.name }
  }

  get capabilities(): string[] {
    return capabilityNames(this.definition)
  }

  get scsiHost(): ScsiHost | undefined {
    return this.definition.capabilities.find(capability => capability.type === 'scsi_host')
  }
}
