// Guests whose memory the host cannot read: proof of what was loaded (AMD SEV), and secrets that go in before they run.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { readParameters, text, uint } from '../../domainSettings/typedParameters.js'
import type { QemuVerbs } from '../QemuVerbs.js'

/** VIR_DOMAIN_LAUNCH_SECURITY_SEV_SECRET… */
const secretParameters = {
  'sev-secret-header': 'string',
  'sev-secret': 'string',
  'sev-secret-set-address': 'ullong',
} as const

export const launchSecurityVerbs = (): QemuVerbs => ({
  domainGetLaunchSecurityInfo: ({ dom }, call) =>
    dom.jobs.run(
      'domainGetLaunchSecurityInfo',
      async () => {
        const { guest } = dom.active()
        if (guest.definition.launchSecurity?.type !== 'sev') return { params: [] }
        const monitor = dom.monitor()
        const [measure, state] = await Promise.all([
          monitor.execute('query-sev-launch-measure'),
          monitor.execute('query-sev'),
        ])
        return {
          params: [
            text('sev-measurement', measure.field('data').string()),
            uint('sev-api-major', state.field('api-major').integer()),
            uint('sev-api-minor', state.field('api-minor').integer()),
            uint('sev-build-id', state.field('build-id').integer()),
            uint('sev-policy', state.field('policy').integer()),
          ],
        }
      },
      call,
    ),
  domainSetLaunchSecurityState: ({ dom, params }, call) =>
    dom.jobs.run(
      'domainSetLaunchSecurityState',
      async () => {
        const { is, guest } = dom.active()
        if (guest.definition.launchSecurity?.type !== 'sev') {
          throw new LibvirtError(
            'OPERATION_UNSUPPORTED',
            'setting a launch secret is only supported in SEV-enabled domains',
          )
        }
        const given = readParameters(params, secretParameters)
        const [header, secret, address] = [
          given.get('sev-secret-header')?.value,
          given.get('sev-secret')?.value,
          given.get('sev-secret-set-address')?.value,
        ]
        if (header === undefined || secret === undefined) {
          throw new LibvirtError('INVALID_ARG', 'Both secret header and secret must be given')
        }
        if (is !== 'paused') throw new LibvirtError('OPERATION_INVALID', 'domain must be in a paused state')
        const gpa = typeof address === 'bigint' ? { gpa: Number(address) } : {}
        await dom.monitor().execute('sev-inject-launch-secret', { 'packet-header': header, secret, ...gpa })
      },
      call,
    ),
})
