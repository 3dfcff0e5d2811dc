// The pretended host of one test connection: its objects, in memory, and the feed that tells of them.
import type { ChangeNotice, DriverObjects, Found } from '../../api/Driver.js'
import { domainEventType } from '../../api/enums/domain.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import type { References } from '../../api/schema.js'
import type { Clock } from '../../host/Clock.js'
import type { DomainContext } from '../../model/domain/DomainContext.js'
import type { EventFeed } from '../EventFeed.js'
import type { TestDomain } from './TestDomain.js'

/** The driver's own object types. */
export interface TestObjects extends DriverObjects {
  domain: TestDomain
}

export interface TestHostOptions {
  readonly feed: EventFeed
  readonly clock: Clock
  /** How documents are read. */
  readonly context: DomainContext
  readonly uri: string
}

export class TestHost {
  readonly domains = new Map<string, TestDomain>()
  #lastId = 0

  constructor(readonly options: TestHostOptions) {}

  nextId(): number {
    return ++this.#lastId
  }

  /** @throws LibvirtError NO_DOMAIN */
  findDomain = ({ uuid, name }: References['domain']): TestDomain => {
    const found = this.domains.get(uuid)
    if (!found) throw new LibvirtError('NO_DOMAIN', `no domain with matching uuid '${uuid}' (${name})`)
    return found
  }

  domainNamed(name: string): TestDomain | undefined {
    for (const domain of this.domains.values()) if (domain.name === name) return domain
    return undefined
  }

  /** Tells a lifecycle event, and that answers of the domain are different now. */
  tell(dom: TestDomain, event: keyof typeof domainEventType, detail: number, fields: readonly string[]): void {
    const { feed } = this.options
    feed.emit('domainLifecycleEvent', { dom, event: domainEventType[event], detail })
    feed.change('changed', dom, fields)
  }

  change(name: ChangeNotice['name'], subject: Found, fields: readonly string[] = []): void {
    this.options.feed.change(name, subject, fields)
  }
}
