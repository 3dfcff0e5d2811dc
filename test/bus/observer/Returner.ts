// A client that comes and goes: it reads again what ChangesSince says has changed while it was away.
import type { BusConnection } from '../../../src/bus/connection/BusConnection.js'
import { callDoor } from '../doorOn.js'
import { freshPicture, sequenceOf, type Told } from './Observer.js'
import type { Picture } from './Picture.js'

export class Returner {
  #sequence: bigint

  private constructor(
    readonly picture: Picture,
    private readonly path: string,
    sequence: bigint,
  ) {
    this.#sequence = sequence
  }

  static async start(client: BusConnection, path: string): Promise<Returner> {
    const sequence = await sequenceOf(client, path)
    return new Returner(await freshPicture(client, path), path, sequence)
  }

  /** Catches up, over a connection that is gone afterwards. */
  async visit(connect: () => Promise<BusConnection>): Promise<void> {
    const client = await connect()
    try {
      const changes = (await callDoor(client, this.path, 'org.virtbus.Connect1.ChangesSince', 't', [
        this.#sequence,
      ])) as Told[]
      const last = new Map(changes.map(([, what, path]) => [path, what]))
      // What is known of an object is dropped as a whole: it may have gone and come again.
      for (const path of last.keys()) this.picture.forget(path)
      const there = [...last].filter(([, what]) => what !== 'removed').map(([path]) => path)
      if (there.length > 0) {
        const interfaces = await Promise.all(there.map(path => readObject(client, path)))
        for (const [index, path] of there.entries()) {
          const known = interfaces[index]
          if (known && known.length > 0) this.picture.add(path, known)
        }
      }
      this.#sequence = changes.at(-1)?.[0] ?? this.#sequence
    } finally {
      await client.close()
    }
  }
}

const interfacesByFolder: Readonly<Record<string, readonly string[]>> = {
  domain: ['org.libvirt.Domain', 'org.virtbus.Domain1'],
  domainsnapshot: ['org.libvirt.DomainSnapshot'],
  interface: ['org.libvirt.Interface'],
  network: ['org.libvirt.Network'],
  nodedev: ['org.libvirt.NodeDevice'],
  nwfilter: ['org.libvirt.NWFilter'],
  secret: ['org.libvirt.Secret'],
  storagepool: ['org.libvirt.StoragePool'],
  storagevol: ['org.libvirt.StorageVol'],
}

/** All properties, in single variants as GetManagedObjects has them. */
async function readObject(client: BusConnection, path: string): Promise<[string, unknown][]> {
  const interfaces = interfacesByFolder[path.split('/').at(-2) ?? ''] ?? []
  const read = async (iface: string): Promise<[string, unknown]> => {
    const entries = await callDoor(client, path, 'org.freedesktop.DBus.Properties.GetAll', 's', [iface])
    if (!iface.startsWith('org.libvirt.')) return [iface, entries]
    const unwrapped = (entries as [string, { value: unknown }][]).map(([name, { value }]) => [name, value])
    return [iface, unwrapped]
  }
  return Promise.all(interfaces.map(read))
}
