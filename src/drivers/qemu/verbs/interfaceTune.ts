// Limits on the traffic of network interfaces.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { asked } from '../../domainSettings/impact.js'
import {
  bandwidthParameters,
  interfaceToTune,
  withBandwidthParameters,
} from '../../domainSettings/bandwidthParameters.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'
import { limitInterface, refuseUnlimited } from '../tuning/limitInterface.js'
import { changeDefinitions } from './changeDefinitions.js'

export const interfaceTuneVerbs = (context: QemuDriverContext): QemuVerbs => ({
  domainGetInterfaceParameters({ dom, device, nparams, flags }) {
    const definition = asked(dom.definitions, flags)
    const params = bandwidthParameters(nparams === 0 ? undefined : interfaceToTune(definition, device).bandwidth)
    return { params: params.slice(0, Math.max(0, nparams)), nparams: params.length }
  },
  async domainSetInterfaceParameters({ dom, device, params, flags }, call) {
    const tuned = (definition: Domain) => {
      const net = interfaceToTune(definition, device)
      refuseUnlimited(net)
      return { net, bandwidth: withBandwidthParameters(net.bandwidth, params) }
    }
    const config = (definition: Domain) => {
      const { net, bandwidth } = tuned(definition)
      net.bandwidth = bandwidth
    }
    const live = async (definition: Domain) => {
      const { net, bandwidth } = tuned(definition)
      if (bandwidth?.inbound && bandwidth.inbound.floor > 0n) {
        throw new LibvirtError('CONFIG_UNSUPPORTED', 'a guaranteed minimum cannot be set while the guest runs')
      }
      await limitInterface(context, net, bandwidth)
      net.bandwidth = bandwidth
    }
    const fields = ['domainGetInterfaceParameters']
    await changeDefinitions(context, dom, { name: 'domainSetInterfaceParameters', flags, config, live, fields }, call)
  },
})
