import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { Guard } from '../../../src/access/Guard.js'
import type { Authority } from '../../../src/access/Authority.js'
import { Client } from '../../../src/bus/clients/Client.js'
import type { Signal } from '../../../src/bus/connection/BusConnection.js'
import { Audience } from '../../../src/bus/events/Audience.js'
import { DriverNode } from '../../../src/bus/tree/DriverNode.js'
import { fakeDomain, fakeDriver } from '../../access/fakeDriver.js'

const driver = fakeDriver([], {})
const node = new DriverNode('/org/libvirt/QEMU', 'qemu:///system', [driver])
const signal = (member: string): Signal => ({ path: '/a', interface: 'a.b', member, signature: '', values: [] })
const client = (uid: number): [string, Client] => [`:1.${uid}`, new Client({ uid, busName: `:1.${uid}` }, false)]
const clients = [client(0), client(1000), client(1001)]

/** uid 1000 may see web, uid 1001 whatever a slow polkit says it may: nothing. */
const authority: Authority = {
  allows: async (identity, action, { details }) => {
    if (identity.uid === 1001) throw new Error('polkit is gone')
    return action === 'org.libvirt.unix.monitor' || details['domain_name'] === 'web'
  },
}

async function told(everybody: boolean): Promise<string[]> {
  const sent: string[] = []
  const connection = { emit: ({ member, destination }: Signal) => void sent.push(`${member} ${destination ?? 'all'}`) }
  const audience = new Audience(connection, clients, new Guard(authority, 'both'), everybody)
  audience.tell(signal('Web'), fakeDomain('web'), node)
  audience.tell(signal('Other'), fakeDomain('other'), node)
  for (let turn = 0; turn < 20; turn++) await setImmediate()
  return sent
}

t.test('where everybody may see everything, one signal goes to all', async t => {
  t.strictSame(await told(true), ['Web all', 'Other all'])
})

t.test('where each guest has its own readers, every client is told of those it may see, in order', async t => {
  t.strictSame((await told(false)).sort(), ['Other :1.0', 'Web :1.0', 'Web :1.1000'])
})

t.test('what the bus does not show is told to nobody', async t => {
  const sent: Signal[] = []
  const audience = new Audience({ emit: one => void sent.push(one) }, clients, new Guard(authority, 'both'), false)
  const reference = { net: { name: 'n', uuid: 'u' }, uuid: 'p' }
  audience.tell(signal('Port'), { kind: 'networkPort', reference, details: {} }, node)
  await setImmediate()
  t.strictSame(sent, [])
})
