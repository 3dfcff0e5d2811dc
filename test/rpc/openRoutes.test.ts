import t from 'tap'
import type { Driver } from '../../src/api/Driver.js'
import { openRoutes } from '../../src/rpc/openRoutes.js'
import { fakeDriver } from '../access/fakeDriver.js'

const driver = (key: Driver['key'], uri: string): Driver => ({ ...fakeDriver([], {}), key, uri })
const qemu = driver('qemu', 'qemu:///system')
const network = driver('network', 'network:///system')
const test = driver('test', 'test:///default')
const options = { drivers: [qemu, network, test], system: true }

t.test('a hypervisor’s connection also reaches the secondary drivers of the daemon', async t => {
  t.match(openRoutes('qemu:///system', options), { hypervisor: qemu, network })
  t.match(openRoutes('', options), { hypervisor: qemu, network })
})

t.test('kinds of objects that a monolithic daemon has no driver for are the hypervisor’s to refuse', async t => {
  t.match(openRoutes('qemu:///system', options), { storage: qemu, nwfilter: qemu })
})

t.test('a modular daemon leads to the others, but in a session to no filters', async t => {
  const elsewhere = (_: string, uri: string) => driver('storage', uri)
  t.match(openRoutes('qemu:///system', { ...options, elsewhere }), { storage: { uri: 'storage:///system' } })
  const session = await openRoutes('qemu:///session', { ...options, system: false, elsewhere })
  t.match(session, { storage: { uri: 'storage:///session' } })
  t.notOk('nwfilter' in session)
})

t.test('a secondary driver’s connection serves its own calls only', async t => {
  t.same(openRoutes('network:///system', options), { network })
})

t.test('the test driver has objects of every kind itself', async t => {
  t.match(openRoutes('test:///default', options), { storage: test })
})

const refused: [uri: string, message: string][] = [
  ['nosuch:///x', 'no connection driver available for nosuch:///x'],
  ['not a uri', 'no connection driver available for not a uri'],
  ['qemu://system', 'internal error: invalid URI qemu://system (maybe you want qemu:///system)'],
  ['qemu:///nowhere', "internal error: unexpected qemu URI path '/nowhere', try qemu:///system"],
  ['test:///', 'testOpen: supply a path or use test:///default'],
]
for (const [uri, message] of refused) {
  t.test(`${uri} is refused`, async t => t.throws(() => openRoutes(uri, options), { message }))
}

t.test('a session answers to /session alone', async t => {
  const session = { ...options, system: false }
  t.match(openRoutes('qemu:///session', session), { hypervisor: qemu })
  t.throws(() => openRoutes('qemu:///system', session), { message: /try qemu:\/\/\/session/ })
})
