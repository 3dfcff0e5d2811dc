// Members that hand descriptors out.
import { closeSync, openSync, readFileSync } from 'node:fs'
import { PassThrough, Duplex } from 'node:stream'
import t from 'tap'
import { DescriptorSocket } from '../../../src/host/DescriptorSocket.js'
import { fakeDomain, fakeDriver } from '../../access/fakeDriver.js'
import { doorOn, testPath } from '../doorOn.js'

const web = fakeDomain('web', 3)
const path = `${testPath}/domain/_${web.reference.uuid.replaceAll('-', '_')}`

t.test('OpenGraphicsFD answers with the descriptor that the driver sends', async t => {
  const driver = fakeDriver([web], {
    domainOpenGraphicsFd: ({ idx }, context) => {
      t.equal(idx, 1)
      context.sendFile(openSync('/proc/version', 'r'))
    },
  })
  const client = await (await doorOn(t, driver)).connect()
  const call = { destination: 'org.libvirt', path, interface: 'org.libvirt.Domain', member: 'OpenGraphicsFD' }
  const { values, descriptors } = await client.call({ ...call, signature: 'uu', values: [1, 0] })
  t.strictSame(values, [0])
  t.match(readFileSync(descriptors[0] ?? -1, 'utf8'), /^Linux version/)
  for (const descriptor of descriptors) closeSync(descriptor)
})

t.test('OpenConsole answers with a socket that is the console, and either end closes both', async t => {
  const [toGuest, fromGuest] = [new PassThrough(), new PassThrough()]
  let ended: () => void = () => {}
  const closed = new Promise<void>(resolve => (ended = resolve))
  const driver = fakeDriver([web], {
    domainOpenConsole: ({ dev_name }, { openStream }) => {
      t.equal(dev_name, 'serial0')
      const console = Duplex.from({ readable: fromGuest, writable: toGuest })
      console.on('close', ended)
      openStream?.(console)
    },
  })
  const client = await (await doorOn(t, driver)).connect()
  const call = { destination: 'org.libvirt', path, interface: 'org.virtbus.Domain1', member: 'OpenConsole' }
  const { descriptors } = await client.call({ ...call, signature: 'su', values: ['serial0', 0] })
  const socket = new DescriptorSocket(descriptors[0] ?? -1)
  fromGuest.write('login: ')
  const [shown] = await new Promise<[Buffer]>(resolve => socket.once('data', (data: Buffer) => resolve([data])))
  t.equal(shown.toString(), 'login: ')
  socket.write('root\n')
  const typed = await new Promise<Buffer>(resolve => toGuest.once('data', resolve))
  t.equal(typed.toString(), 'root\n')
  socket.destroy()
  await closed
})

t.test('a console that the driver refuses to open leaves no descriptor behind', async t => {
  const client = await (await doorOn(t, fakeDriver([web], {}))).connect()
  const call = { destination: 'org.libvirt', path, interface: 'org.virtbus.Domain1', member: 'OpenConsole' }
  await t.rejects(client.call({ ...call, signature: 'su', values: ['', 0] }), { message: /not supported/ })
})
