import type { CallContext, Driver, DriverObjects, Found, Verbs } from '../../src/api/Driver.js'
import { defineDriver } from '../../src/api/Driver.js'
import { LibvirtError } from '../../src/api/LibvirtError.js'
import type { Authority } from '../../src/access/Authority.js'
import { EventFeed } from '../../src/drivers/EventFeed.js'

/** A domain that does nothing but exist. */
export function fakeDomain(name: string, id = -1): Found<'domain'> {
  const uuid = `00000000-0000-4000-8000-${Buffer.from(name.padEnd(6, '\0').slice(0, 6)).toString('hex')}`
  return {
    kind: 'domain',
    reference: { name, uuid, id },
    details: { domain_name: name, domain_uuid: uuid },
  }
}

/** A driver over a fixed list of domains with the verbs a test brings. */
export function fakeDriver(domains: Found<'domain'>[], verbs: Verbs<DriverObjects>): Driver {
  return defineDriver<DriverObjects>({
    name: 'Test',
    type: 'TEST',
    key: 'test',
    uri: 'test:///default',
    errorDomain: 'TEST',
    feed: new EventFeed(),
    find: {
      domain: ({ uuid, name }) => {
        const found = domains.find(domain => domain.reference.uuid === uuid)
        if (!found) throw new LibvirtError('NO_DOMAIN', `no domain with matching uuid '${uuid}' (${name})`)
        return found
      },
    },
    verbs,
  })
}

/** Grants exactly the listed actions, or for one object `action@name`, and notes every question. */
export function fakeAuthority(grants: string[]): Authority & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    async allows(_identity, action, { details, interactive }) {
      const about = details['domain_name']
      asked.push(`${action}${about ? `@${about}` : ''}${interactive ? '!' : ''}`)
      return (
        grants.includes(action) ||
        grants.includes(`${action}@${about}`) ||
        (interactive && grants.includes(`${action}!`))
      )
    },
  }
}

/** The context of a call by an ordinary user. */
export function contextOf(overrides: Partial<CallContext['caller']> = {}): CallContext {
  return {
    caller: {
      identity: { uid: 1000, busName: ':1.7' },
      trusted: false,
      readOnly: false,
      interactive: false,
      ...overrides,
    },
    signal: new AbortController().signal,
    files: { count: 0, take: () => -1 },
    sendFile: () => {},
  }
}
