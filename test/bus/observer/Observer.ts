// A client that asks once and then only listens.
import type { BusConnection } from '../../../src/bus/connection/BusConnection.js'
import { callDoor } from '../doorOn.js'
import { Picture } from './Picture.js'

/** What org.virtbus.Connect1 tells of one change: sequence, what, path, properties. */
export type Told = readonly [sequence: bigint, what: string, path: string, properties: readonly string[]]

const manager = 'org.freedesktop.DBus.ObjectManager'
const properties = 'org.freedesktop.DBus.Properties'

const managedObjects = (client: BusConnection, path: string) => callDoor(client, path, `${manager}.GetManagedObjects`)

/** @param path of the driver */
export async function freshPicture(client: BusConnection, path: string): Promise<Picture> {
  const picture = new Picture()
  picture.addAll(await managedObjects(client, path))
  return picture
}

export const sequenceOf = async (client: BusConnection, path: string): Promise<bigint> => {
  const { value } = (await callDoor(client, path, `${properties}.Get`, 'ss', ['org.virtbus.Connect1', 'Sequence'])) as {
    value: bigint
  }
  return value
}

export class Observer {
  /** Everything that org.virtbus.Connect1.Changed has told. */
  readonly told: Told[] = []
  /** Guests that run, by org.libvirt.Connect.DomainEvent alone. */
  readonly running = new Set<string>()

  private constructor(readonly picture: Picture) {}

  /** Listens first and looks then; nothing may happen between the two. */
  static async start(client: BusConnection, path: string): Promise<Observer> {
    const observer = new Observer(new Picture())
    const { picture, told, running } = observer
    const on = (iface: string, member: string, take: (values: readonly unknown[], path: string) => void) =>
      client.subscribe({ interface: iface, member }, (values, { fields }) => take(values, fields.path ?? ''))
    await on(manager, 'InterfacesAdded', ([path, interfaces]) => picture.add(String(path), interfaces))
    await on(manager, 'InterfacesRemoved', ([path, interfaces]) => picture.remove(String(path), interfaces))
    await on(properties, 'PropertiesChanged', ([iface, changed, gone], path) =>
      picture.change(path, String(iface), changed, gone),
    )
    await on('org.virtbus.Connect1', 'Changed', values => told.push(values as unknown as Told))
    await on('org.libvirt.Connect', 'DomainEvent', ([path, event]) => {
      if (event === 2) running.add(String(path))
      if (event === 5) running.delete(String(path))
    })
    picture.addAll(await managedObjects(client, path))
    return observer
  }
}
