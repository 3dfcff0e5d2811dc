// From a method call to its answer: the place its path leads to, the member, its values, the handler.
import { closeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Guard } from '../../access/Guard.js'
import type { MaybePromise } from '../../api/Driver.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import { type Message, readBody } from '../codec/Message.js'
import { Variant, WireError } from '../codec/values.js'
import { BusError, busErrors } from '../connection/BusError.js'
import { type Asker, BusCall } from '../tree/BusCall.js'
import type { AnyMethod, BusInterface } from '../tree/BusInterface.js'
import { objectKinds } from '../tree/objectKinds.js'
import type { ObjectTree, Place } from '../tree/ObjectTree.js'
import { type Answer, nothing } from './Answer.js'
import { noSuchInterface, noSuchInterfaceAt, noSuchMethod, noSuchObject, wrongSignature } from './errors.js'
import { interfacesOf } from './interfacesOf.js'
import { introspect } from './introspect.js'
import { managedObjects } from './managedObjects.js'
import { getProperty, readProperties, setProperty, wrapperOf } from './properties.js'

/** Arguments of a call; no method here needs nearly as much, and decoding costs several times the memory. */
const argumentsMax = 16 * 1024 * 1024

const peer = 'org.freedesktop.DBus.Peer'
const introspectable = 'org.freedesktop.DBus.Introspectable'
const properties = 'org.freedesktop.DBus.Properties'
const objectManager = 'org.freedesktop.DBus.ObjectManager'

export class Dispatcher {
  constructor(
    readonly tree: ObjectTree,
    private readonly guard: Guard,
  ) {}

  /**
   * Answers one call. Descriptors that came with it and that no verb took are the caller's of this function.
   * @throws BusError, LibvirtError: what the caller did wrong or may not do
   */
  dispatch(message: Message, asker: Asker): MaybePromise<Answer> {
    const { path = '/', interface: name, member = '' } = message.fields
    if (message.body.length > argumentsMax) {
      throw new BusError(busErrors.limitsExceeded, `Arguments of more than ${argumentsMax} bytes are not accepted`)
    }
    if (name === peer) return answerPeer(message, member)
    const place = this.tree.resolve(path)
    if (!place) throw noSuchObject(path)
    if (name === properties && place.is !== 'above') return this.#answerProperties(message, member, place, asker)
    if (name === introspectable) return this.#introspect(message, member, place, asker)
    if (name === objectManager && place.is === 'driver') return this.#manage(message, member, place, asker)
    const iface = findInterface(interfacesOf(place), name, member)
    if (!iface || place.is === 'above') throw noSuchInterfaceAt(name ?? '', path)
    const method = iface.methods.get(member)
    if (!method) throw noSuchMethod(member)
    const values = read(message, method.in)
    return this.#callAt(place, asker, message, call => run(method, call, values))
  }

  #introspect(message: Message, member: string, place: Place, asker: Asker): Promise<Answer> {
    if (member !== 'Introspect') throw noSuchMethod(member)
    read(message, '')
    return introspect(place, asker, this.guard).then(text => ({ signature: 's', values: [text] }))
  }

  #manage(message: Message, member: string, { node }: Place & { is: 'driver' }, asker: Asker): Promise<Answer> {
    if (member !== 'GetManagedObjects') throw noSuchMethod(member)
    read(message, '')
    return managedObjects(node, asker, this.guard).then(objects => ({ signature: 'a{oa{sa{sv}}}', values: [objects] }))
  }

  #answerProperties(message: Message, member: string, place: ObjectPlace, asker: Asker): MaybePromise<Answer> {
    const signature = propertyMethods[member]
    if (signature === undefined) throw noSuchMethod(member)
    const [interfaceName, name, value] = read(message, signature)
    const iface = interfacesOf(place).find(one => one.name === interfaceName)
    if (!iface) throw noSuchInterface(String(interfaceName))
    if (member === 'GetAll') return this.#getAll(iface, place, asker, message)
    return this.#callAt(place, asker, message, call => {
      if (value instanceof Variant) return whenDone(setProperty(iface, String(name), value, call), () => nothing)
      return whenDone(getProperty(iface, String(name), call), known => ({ signature: 'v', values: [known] }))
    })
  }

  /** Never fails for what cannot be read: a missing object has no properties. */
  async #getAll(iface: BusInterface, place: ObjectPlace, asker: Asker, message: Message): Promise<Answer> {
    const wrap = wrapperOf(iface)
    const signature = 'a{sv}'
    try {
      return await this.#callAt(place, asker, message, async call => {
        return { signature, values: [await readProperties(iface.properties.values(), call, wrap)] }
      })
    } catch (error) {
      if (error instanceof LibvirtError) return { signature, values: [[]] }
      throw error
    }
  }

  /** Runs something on the object that a path names. */
  #callAt(
    place: ObjectPlace,
    asker: Asker,
    { descriptors }: Message,
    act: (call: BusCall<unknown>) => MaybePromise<Answer>,
  ): MaybePromise<Answer> {
    const { node } = place
    const onConnect = new BusCall(node, undefined, asker, this.guard, descriptors)
    if (place.is === 'driver') return settle(onConnect, act)
    const self = objectKinds[place.kind].refer(place.element, onConnect)
    const call = (known: unknown) => new BusCall(node, known, asker, this.guard, descriptors)
    return whenDone(self, known => settle(call(known), act))
  }
}

type ObjectPlace = Exclude<Place, { is: 'above' }>

const propertyMethods: Readonly<Record<string, string>> = { Get: 'ss', GetAll: 's', Set: 'ssv' }

/** A call without an interface means the first one that has the member. */
function findInterface(interfaces: readonly BusInterface[], name: string | undefined, member: string) {
  return interfaces.find(one => (name === undefined ? one.methods.has(member) : one.name === name))
}

/** @throws BusError when the message does not have these types, or its bytes are malformed */
function read(message: Message, signature: string): unknown[] {
  if (message.signature !== signature) throw wrongSignature(message.signature, signature)
  try {
    return readBody(message)
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    throw new BusError(busErrors.invalidArgs, `The arguments cannot be read: ${error.message}`, { cause: error })
  }
}

function run(method: AnyMethod, call: BusCall<unknown>, values: unknown[]): MaybePromise<Answer> {
  const { out } = method
  return whenDone(method.run(call, ...values), result =>
    out === '' ? nothing : { signature: out, values: [result], descriptors: call.sent },
  )
}

/** Acts; on failure closes the descriptors that would have been sent. */
function settle(call: BusCall<unknown>, act: (call: BusCall<unknown>) => MaybePromise<Answer>): MaybePromise<Answer> {
  const fail = (error: unknown): never => {
    for (const descriptor of call.sent.splice(0)) closeSync(descriptor)
    throw error
  }
  try {
    const answer = act(call)
    return answer instanceof Promise ? answer.catch(fail) : answer
  } catch (error) {
    return fail(error)
  }
}

function whenDone<T, R>(value: MaybePromise<T>, next: (value: T) => MaybePromise<R>): MaybePromise<R> {
  return value instanceof Promise ? value.then(next) : next(value)
}

function answerPeer(message: Message, member: string): MaybePromise<Answer> {
  read(message, '')
  if (member === 'Ping') return nothing
  if (member === 'GetMachineId') return machineId().then(id => ({ signature: 's', values: [id] }))
  throw noSuchMethod(member)
}

async function machineId(): Promise<string> {
  try {
    return (await readFile('/etc/machine-id', 'latin1')).trim()
  } catch (cause) {
    throw new BusError(busErrors.failed, 'This machine has no /etc/machine-id', { cause })
  }
}
