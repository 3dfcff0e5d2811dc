import { log } from '../../../log/log.js'
import type { Guest } from '../domain/Guest.js'
import { recordStatus } from '../domain/moveDomain.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { dismantle } from '../hotplug/detachDevice.js'
import { deviceNamed } from '../../domainDevices/findDevice.js'
import { refreshVcpus } from '../hotplug/setVcpus.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { deviceRemoved } from './deviceRemoved.js'
import { hotplugGuest } from './hotplugGuest.js'

/** Deals with a device that went away after whoever asked had given up, or that the guest let go of by itself. */
export async function forgetDevice(
  context: QemuDriverContext,
  domain: QemuDomain,
  guest: Guest,
  alias: string,
): Promise<void> {
  const work = async () => {
    if (domain.guest !== guest) return
    if (/^vcpu\d+$/.test(alias)) return forgetVcpu(context, domain, guest)
    const device = deviceNamed(guest.definition, alias)
    if (!device) return
    log.info({ domain: domain.reference }, `Device '${alias}' of guest '${domain.name}' is gone`)
    await using hotplug = await hotplugGuest(context, domain)
    await dismantle(hotplug, device)
    await deviceRemoved(context, domain, alias)
    context.feed.change('changed', domain, ['domainGetXmlDesc'])
  }
  await domain.jobs.run('DEVICE_DELETED', work, { patience: context.timeouts.job })
}

async function forgetVcpu(context: QemuDriverContext, domain: QemuDomain, { definition }: Guest): Promise<void> {
  await refreshVcpus({ domain: definition, monitor: domain.monitor() })
  await recordStatus(context, domain)
  context.feed.change('changed', domain, ['domainGetXmlDesc', 'domainGetInfo', 'domainGetVcpusFlags'])
}
