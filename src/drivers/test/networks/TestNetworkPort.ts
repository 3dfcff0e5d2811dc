import type { AccessDetails, Found } from '../../../api/Driver.js'
import type { References } from '../../../api/schema.js'
import type { NetworkPort } from '../../../model/networkPort/NetworkPort.js'
import type { TestNetwork } from '../TestHost.js'

/** A guest's interface as its network knows it. */
export class TestNetworkPort implements Found<'networkPort'> {
  readonly kind = 'networkPort'

  constructor(
    readonly net: TestNetwork,
    public definition: NetworkPort,
  ) {}

  get uuid(): string {
    return this.definition.uuid
  }

  get reference(): References['networkPort'] {
    return { net: this.net.reference, uuid: this.uuid }
  }

  get details(): AccessDetails {
    return { ...this.net.details, port_uuid: this.uuid }
  }
}
