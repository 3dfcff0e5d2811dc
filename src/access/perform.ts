// The one road: every call of every door comes through here. Order as in libvirt: what the API layer refuses, what the
// driver lacks, flags, the object, the permission, and only then the driver's verb. Nothing here knows a driver or a door.
import type { Call } from '../api/call.js'
import type { CallContext, CallTypes, Driver, Found, MaybePromise, Prepared } from '../api/Driver.js'
import { LibvirtError } from '../api/LibvirtError.js'
import type { ObjectKind, References } from '../api/schema.js'
import { checkForm } from './checkForm.js'
import { filterResult, foundIn } from './filterResult.js'
import type { Guard } from './Guard.js'
import { legacyLists, performLegacyList } from './legacyLists.js'
import { olderForms } from './olderForms.js'

/** Values of fields by name, when the row is not known statically. */
export type Values = Record<string, unknown>

/** A verb whose row is only known at run time. */
type AnyVerb =
  | ((args: Values, context: CallContext) => MaybePromise<Values | undefined>)
  | {
      prepare(
        args: Values,
        context: CallContext,
      ): MaybePromise<Omit<Prepared<Call>, 'run'> & { run(): MaybePromise<Values | undefined> }>
    }

/**
 * Performs one call for a caller.
 * @param args plain references and values, already decoded
 * @throws LibvirtError for whatever the caller can cause
 */
export function perform<W, Z>(
  call: Call & CallTypes<W, Z>,
  driver: Driver,
  args: NoInfer<W>,
  context: CallContext,
  guard: Guard,
): Promise<Z> {
  // Row and verb share their types through the call table; this is where they meet again after the untyped road.
  return performAny(call, driver, args as Values, context, guard) as Promise<Z>
}

/** `perform` for rows that are only known at run time. */
export async function performAny(
  call: Call,
  driver: Driver,
  args: Values,
  context: CallContext,
  guard: Guard,
): Promise<Values | undefined> {
  checkForm(call, driver, args, context.caller)
  const verbs = driver.verbs as Readonly<Record<string, AnyVerb | undefined>>
  const verb = verbs[call.name] ?? containingVerb(call, verbs)
  const legacy = legacyLists.get(call.name)
  if (legacy && !verb) return performLegacyList(call, legacy, driver, args, context, guard)
  if (!verb) throw new LibvirtError('NO_SUPPORT', call.api, { domain: driver.errorDomain })
  const resolving = resolveReferences(call, driver, args)
  const resolved = resolving instanceof Promise ? await resolving : resolving

  if (typeof verb !== 'function') {
    const prepared = call.fromFile
      ? await prepareFromFile(
          () => verb.prepare(resolved, context),
          () => guard.require(call, driver, resolved, {}, context),
        )
      : await verb.prepare(resolved, context)
    await guard.require(call, driver, resolved, prepared.details, context)
    return await prepared.run()
  }
  if (call.on !== 'result') {
    const subject = call.on === undefined ? undefined : (resolved[call.on] as Found)
    const asked = guard.require(call, driver, resolved, subject?.details ?? {}, context)
    if (asked) await asked
  }
  const answering = verb(resolved, context)
  const result = answering instanceof Promise ? await answering : answering
  if (!result) return result
  if (call.on === 'result') await guard.require(call, driver, resolved, foundIn(call, result).details, context)
  const visible = call.filter ? await filterResult(call, driver, result, context, guard) : result
  return args['need_results'] === 0 ? withoutItems(call, visible) : visible
}

/** Whoever may not make the call for any object learns nothing about files, not even whether one is there. */
async function prepareFromFile<T>(
  prepare: () => MaybePromise<T>,
  require: () => Promise<void> | undefined,
): Promise<T> {
  try {
    return await prepare()
  } catch (error) {
    await require()
    throw error
  }
}

/** The verb of a newer call that this one is a special case of. */
function containingVerb(call: Call, verbs: Readonly<Record<string, AnyVerb | undefined>>): AnyVerb | undefined {
  const form = olderForms.get(call.name)
  const verb = form && verbs[form.call]
  if (!verb) return undefined
  const complete = (args: Values) => ({ ...args, ...form.adds })
  return typeof verb === 'function'
    ? (args, context) => verb(complete(args), context)
    : { prepare: (args, context) => verb.prepare(complete(args), context) }
}

/** A client that only asked for the number gets the number. */
function withoutItems(call: Call, result: Values): Values {
  const lists = Object.entries(call.ret).filter(([, schema]) => schema.kind === 'list')
  return { ...result, ...Object.fromEntries(lists.map(([name]) => [name, []])) }
}

/** Replaces each reference among the arguments with the driver's object. Asynchronous only when a finder is. */
function resolveReferences(call: Call, driver: Driver, args: Values): MaybePromise<Values> {
  const names = referenceNames(call)
  if (names.length === 0) return args
  const resolved = { ...args }
  const waiting: Promise<void>[] = []
  for (const { name, of, list } of names) {
    const given = args[name]
    if (given === undefined) continue
    const find = driver.find[of] as Finder | undefined
    if (!find) throw new LibvirtError('NO_SUPPORT', call.api, { domain: driver.errorDomain })
    const found = list ? findThoseThere(given as Reference[], find) : find(given as Reference)
    if (found instanceof Promise) waiting.push(found.then(value => void (resolved[name] = value)))
    else resolved[name] = found
  }
  return waiting.length > 0 ? Promise.all(waiting).then(() => resolved) : resolved
}

type Reference = References[ObjectKind]
type Finder = (reference: Reference) => MaybePromise<Found>

/** Of a list of objects, those that are gone in the meantime are left out, as libvirt does. */
function findThoseThere(references: readonly Reference[], find: Finder): Promise<Found[]> {
  const search = async (reference: Reference): Promise<Found[]> => {
    try {
      return [await find(reference)]
    } catch (error) {
      if (error instanceof LibvirtError) return []
      throw error
    }
  }
  return Promise.all(references.map(search)).then(found => found.flat())
}

interface ReferenceArgument {
  readonly name: string
  readonly of: ObjectKind
  readonly list: boolean
}
const namesByCall = new WeakMap<Call, readonly ReferenceArgument[]>()

function referenceNames(call: Call): readonly ReferenceArgument[] {
  let names = namesByCall.get(call)
  if (!names) {
    names = Object.entries(call.args).flatMap(([name, schema]) => {
      const inner = schema.kind === 'optional' || schema.kind === 'list' ? schema.item : schema
      return inner.kind === 'reference' ? [{ name, of: inner.of, list: schema.kind === 'list' }] : []
    })
    namesByCall.set(call, names)
  }
  return names
}
