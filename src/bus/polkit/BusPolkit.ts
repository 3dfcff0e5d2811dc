// polkit over the system bus. Interface: polkit reference manual, org.freedesktop.PolicyKit1.Authority.
import { closeSync } from 'node:fs'
import type { PolkitQuestion, PolkitService, PolkitSubject } from '../../access/PolkitAuthority.js'
import { type Entries, Variant } from '../codec/values.js'
import type { BusConnection } from '../connection/BusConnection.js'

const authority = {
  destination: 'org.freedesktop.PolicyKit1',
  path: '/org/freedesktop/PolicyKit1/Authority',
  interface: 'org.freedesktop.PolicyKit1.Authority',
} as const

/** CheckAuthorizationFlags.AllowUserInteraction. */
const allowInteraction = 1
/** A person may take minutes for a prompt; polkit's agent ends it at some time of its own. Milliseconds. */
const promptTimeout = 15 * 60_000

export class BusPolkit implements PolkitService {
  constructor(private readonly bus: BusConnection) {}

  async check({ subject, action, details, prompt, cancellation }: PolkitQuestion) {
    const { values, descriptors } = await this.bus.call({
      ...authority,
      member: 'CheckAuthorization',
      signature: '(sa{sv})sa{ss}us',
      values: [toStruct(subject), action, Object.entries(details), prompt ? allowInteraction : 0, cancellation],
      interactive: prompt,
      ...(prompt ? { timeout: promptTimeout } : {}),
    })
    for (const descriptor of descriptors) closeSync(descriptor)
    const [result] = values
    // (bba{ss}): authorized, could be by a prompt, details
    const [authorized, , said]: unknown[] = Array.isArray(result) ? result : []
    if (typeof authorized !== 'boolean') throw new TypeError('polkit gave an answer of another form')
    const dismissed = Array.isArray(said) && said.some(entry => Array.isArray(entry) && entry[0] === 'polkit.dismissed')
    return { authorized, dismissed }
  }

  async cancel(cancellation: string): Promise<void> {
    const values = [cancellation]
    await this.bus.call({ ...authority, member: 'CancelCheckAuthorization', signature: 's', values })
  }

  /** Tells when polkit's rules, actions or temporary authorizations may have changed, or polkit itself was started anew. */
  async watch(changed: () => void): Promise<void> {
    await this.bus.subscribe({ interface: authority.interface, member: 'Changed', path: authority.path }, changed)
    const owner = { sender: 'org.freedesktop.DBus', interface: 'org.freedesktop.DBus', member: 'NameOwnerChanged' }
    await this.bus.subscribe({ ...owner, rest: `arg0='${authority.destination}'` }, ([name]) => {
      if (name === authority.destination) changed()
    })
  }
}

function toStruct(subject: PolkitSubject): [kind: string, details: Entries<string, Variant>] {
  if (subject.kind === 'system-bus-name') return [subject.kind, [['name', new Variant('s', subject.name)]]]
  const { pid, startTime, uid } = subject
  const process: Entries<string, Variant> = [
    ['pid', new Variant('u', pid)],
    ['start-time', new Variant('t', startTime)],
    ['uid', new Variant('i', uid)],
  ]
  return [subject.kind, process]
}
