import { keyNumber } from '../input/keyNumber.js'
import type { QemuVerbs } from '../QemuVerbs.js'

export const sendKeyVerbs = (): QemuVerbs => ({
  domainSendKey: ({ dom, codeset, holdtime, keycodes }, call) =>
    dom.jobs.run(
      'domainSendKey',
      async () => {
        dom.active()
        const keys = keycodes.map(code => ({ type: 'number', data: keyNumber(codeset, code) }))
        // Without a time QEMU has its own, a tenth of a second.
        await dom.monitor().execute('send-key', { keys, ...(holdtime > 0 && { 'hold-time': holdtime }) })
      },
      call,
    ),
})
