import { LibvirtError } from '../../../api/LibvirtError.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'

/** Whether a domain starts with the host. */
export const autostartVerbs = ({ definitions, feed }: QemuDriverContext): QemuVerbs => ({
  domainGetAutostart: ({ dom }) => ({ autostart: dom.autostart ? 1 : 0 }),
  async domainSetAutostart({ dom, autostart }, call) {
    const on = autostart !== 0
    const change = async () => {
      if (!dom.isPersistent) throw new LibvirtError('OPERATION_INVALID', 'cannot set autostart for transient domain')
      if (dom.autostart === on) return
      await definitions.setAutostart(dom.name, on)
      dom.autostart = on
      feed.change('changed', dom, ['domainGetAutostart'])
    }
    await dom.jobs.run('domainSetAutostart', change, call)
  },
  domainGetAutostartOnce: ({ dom }) => ({ autostart: dom.autostartOnce ? 1 : 0 }),
  async domainSetAutostartOnce({ dom, autostart }, call) {
    const on = autostart !== 0
    const change = async () => {
      if (!dom.isPersistent) throw new LibvirtError('OPERATION_INVALID', 'cannot set autostart for transient domain')
      if (dom.autostartOnce === on) return
      await definitions.setAutostartOnce(dom.name, on)
      dom.autostartOnce = on
    }
    await dom.jobs.run('domainSetAutostartOnce', change, call)
  },
})
