// The one check every call passes: which permissions, about which object, and what to say on refusal.
import type { Call, Rule } from '../api/call.js'
import type { Caller, Identity } from '../api/Caller.js'
import type { AccessDetails, CallContext, Driver, Found } from '../api/Driver.js'
import { LibvirtError } from '../api/LibvirtError.js'
import { type Permission, type PermissionObject, permissions } from '../api/permissions.js'
import type { Authority } from './Authority.js'
import type { Values } from './perform.js'

/** Both layers of libvirt's access control, see design: `either` is our default, `both` is `access_drivers = [ "polkit" ]`. */
export type Layers = 'either' | 'both'

/** Questions under way for one list; the bus allows 128 unanswered calls per connection. */
const questionsPerList = 32

/** Decides on calls with the help of an authority (polkit). */
export class Guard {
  constructor(
    private readonly authority: Authority,
    readonly layers: Layers = 'either',
    /** Told of every call that changes something and was let through, for the journal. */
    private readonly noteChange: (call: Call, details: AccessDetails, caller: Caller) => void = () => {},
  ) {}

  /**
   * Demands every permission of the row about one object. Returns nothing when no question had to be asked, so that the
   * common case costs no turn of the event loop.
   * @throws LibvirtError ACCESS_DENIED naming action and object
   */
  require(
    call: Call,
    driver: Driver,
    args: Values,
    details: AccessDetails,
    context: CallContext,
  ): Promise<void> | undefined {
    if (call.allow && !isTrusted(context)) return this.#requireAll(call, driver, args, details, context)
    if (call.writes === true) this.noteChange(call, details, context.caller)
    return undefined
  }

  async #requireAll(call: Call, driver: Driver, args: Values, details: AccessDetails, context: CallContext) {
    const authority = askedOnce(this.authority)
    for (const rule of call.allow ?? []) {
      const permission = typeof rule === 'string' ? rule : rule.permission
      if (typeof rule !== 'string' && !applies(rule, args)) continue
      if (await this.#may(authority, permission, driver, details, context, context.caller.interactive)) continue
      throw new LibvirtError('ACCESS_DENIED', `'${driver.name}' denied access`, {
        domain: 'ACCESS',
        hint: refusal(permission, details, context.caller.identity),
      })
    }
    if (call.writes === true) this.noteChange(call, details, context.caller)
  }

  /** The items whose object the caller has this permission on. Never prompts. */
  async filter<T>(
    items: readonly T[],
    objectOf: (item: T) => Found,
    permission: Permission,
    driver: Driver,
    context: CallContext,
  ): Promise<T[]> {
    if (isTrusted(context)) return [...items]
    // One question answers for all items when the connection's own permission decides.
    if (this.layers === 'either' && (await this.#connection(this.authority, permission, context, false)))
      return [...items]
    const kept: boolean[] = []
    let next = 0
    const worker = async () => {
      for (let index = next++; index < items.length; index = next++) {
        const item = items[index]
        if (item !== undefined)
          kept[index] = await this.#may(this.authority, permission, driver, objectOf(item).details, context, false)
      }
    }
    await Promise.all(Array.from({ length: Math.min(questionsPerList, items.length) }, worker))
    return items.filter((_, index) => kept[index])
  }

  /** May the caller be told about this object? For events, which are filtered like lists. */
  async maySee(found: Found, permission: Permission, driver: Driver, context: CallContext): Promise<boolean> {
    return (await this.filter([found], item => item, permission, driver, context)).length === 1
  }

  async #may(
    authority: Authority,
    permission: Permission,
    driver: Driver,
    details: AccessDetails,
    context: CallContext,
    interactive: boolean,
  ): Promise<boolean> {
    const ask = { details: { connect_driver: driver.name, ...details }, interactive, signal: context.signal }
    const { identity } = context.caller
    if (this.layers === 'both') {
      const connection = await this.#connection(authority, permission, context, interactive)
      return connection && (await authority.allows(identity, actionOf(permission), ask))
    }
    // The cheap, cacheable question first; the prompt, if any, is the connection's, as clients know it.
    return (
      (await this.#connection(authority, permission, context, false)) ||
      (await authority.allows(identity, actionOf(permission), ask)) ||
      (interactive && (await this.#connection(authority, permission, context, true)))
    )
  }

  /** libvirt's first layer: `manage` opens everything, `monitor` whatever only reads. */
  async #connection(
    authority: Authority,
    permission: Permission,
    { caller, signal }: CallContext,
    interactive: boolean,
  ): Promise<boolean> {
    const ask = { details: {}, interactive, signal }
    if (isReading(permission) && (await authority.allows(caller.identity, 'org.libvirt.unix.monitor', ask))) {
      return true
    }
    return authority.allows(caller.identity, 'org.libvirt.unix.manage', ask)
  }
}

/** For one call about one object: what was answered to a question holds for its other permissions, a refusal as well. */
function askedOnce(authority: Authority): Authority {
  const answers = new Map<string, Promise<boolean>>()
  return {
    allows(identity, action, question) {
      const key = `${action} ${question.interactive}`
      const known = answers.get(key) ?? authority.allows(identity, action, question)
      answers.set(key, known)
      return known
    },
  }
}

/** polkit action of a permission: `org.libvirt.api.storage-pool.search-storage-vols`. */
export function actionOf(permission: Permission): string {
  return `org.libvirt.api.${permission.replace(':', '.').replaceAll('_', '-')}`
}

/** Permissions that everybody has by default are the ones that only read. */
export function isReading(permission: Permission): boolean {
  const [object, name] = permission.split(':') as [PermissionObject, string]
  const ofObject: Record<string, boolean> = permissions[object]
  return ofObject[name] === true
}

function isTrusted({ caller }: CallContext): boolean {
  return caller.trusted || caller.identity.uid === 0
}

function applies(rule: Rule, args: Values): boolean {
  const flags = typeof args['flags'] === 'number' ? args['flags'] : 0
  if (rule.ifAllFlags !== undefined && (flags & rule.ifAllFlags) !== rule.ifAllFlags) return false
  if (rule.unlessAnyFlag !== undefined && (flags & rule.unlessAnyFlag) !== 0) return false
  if (rule.ifArgument) {
    return (args[rule.ifArgument.name] === rule.ifArgument.value) !== (rule.ifArgument.negated ?? false)
  }
  return true
}

function refusal(permission: Permission, details: AccessDetails, identity: Identity): string {
  const name = Object.entries(details).find(([key]) => /(_name|_uuid|_dev|_macaddr)$/.test(key))?.[1]
  const on = name === undefined ? '' : ` on '${name}'`
  const who = identity.uid === undefined ? 'the caller' : `uid ${identity.uid}`
  return `polkit action ${actionOf(permission)}${on} is not granted to ${who}; a rule for it, or membership in group libvirt, allows it`
}
