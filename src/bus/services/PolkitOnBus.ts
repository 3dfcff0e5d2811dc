// polkit over the system bus (polkit reference manual, org.freedesktop.PolicyKit1.Authority).
import type { PolkitQuestion, PolkitService, PolkitSubject } from '../../access/PolkitAuthority.js'
import { Variant } from '../codec/values.js'
import type { HostBus } from '../connection/HostBus.js'

const authority = {
  destination: 'org.freedesktop.PolicyKit1',
  path: '/org/freedesktop/PolicyKit1/Authority',
  interface: 'org.freedesktop.PolicyKit1.Authority',
} as const
/** CheckAuthorizationFlags.AllowUserInteraction. */
const allowInteraction = 1
/** How long somebody may think about a password, and how long polkit about a plain question. Milliseconds. */
const promptTime = 15 * 60_000
const answerTime = 25_000

export class PolkitOnBus implements PolkitService {
  constructor(private readonly bus: HostBus) {}

  async check({ subject, action, details, prompt, cancellation }: PolkitQuestion) {
    const connection = await this.bus.connection()
    const { values } = await connection.call({
      ...authority,
      member: 'CheckAuthorization',
      signature: '(sa{sv})sa{ss}us',
      values: [subjectValue(subject), action, Object.entries(details), prompt ? allowInteraction : 0, cancellation],
      timeout: prompt ? promptTime : answerTime,
    })
    return readVerdict(values[0])
  }

  async cancel(cancellation: string): Promise<void> {
    const connection = await this.bus.connection()
    await connection.call({
      ...authority,
      member: 'CancelCheckAuthorization',
      signature: 's',
      values: [cancellation],
    })
  }

  /** Calls back whenever polkit's rules, actions or temporary authorizations have changed, and when the bus was lost. */
  async onChanged(changed: () => void): Promise<void> {
    await this.bus.whileConnected(async connection => {
      await connection.subscribe(
        { interface: authority.interface, member: 'Changed', path: authority.path, sender: authority.destination },
        changed,
      )
      changed()
    })
  }
}

function subjectValue(subject: PolkitSubject): unknown[] {
  if (subject.kind === 'system-bus-name') return [subject.kind, [['name', new Variant('s', subject.name)]]]
  return [
    subject.kind,
    [
      ['pid', new Variant('u', subject.pid)],
      ['start-time', new Variant('t', subject.startTime)],
      ['uid', new Variant('i', subject.uid)],
    ],
  ]
}

/** `(bba{ss})`: authorized, challenge, details. */
function readVerdict(result: unknown): { authorized: boolean; dismissed: boolean } {
  if (!Array.isArray(result)) throw new TypeError('polkit gave an answer of another form')
  const [authorized, , details] = result
  const names = Array.isArray(details) ? details.map(entry => (Array.isArray(entry) ? entry[0] : undefined)) : []
  return { authorized: authorized === true, dismissed: names.includes('polkit.dismissed') }
}
