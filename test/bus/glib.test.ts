// GLib's object manager client builds its picture of the guests from our signals alone.
import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import t from 'tap'
import { testDriver } from '../drivers/test/testDriver.js'
import { callDoor, doorOn, testPath } from './doorOn.js'

const python = '/usr/bin/python3'
const noGlib = spawnSync(python, ['-c', 'import gi']).status === 0 ? false : 'GLib for Python is not installed'

t.test('GLib sees guests come, change and go without asking again', { skip: noGlib }, async t => {
  const { address, connect } = await doorOn(t, testDriver())
  const client = await connect()
  const watcher = spawn(python, ['test/bus/objectManagerClient.py', address, testPath], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  t.teardown(() => watcher.kill())
  const lines = createInterface(watcher.stdout)[Symbol.asyncIterator]()
  const next = async () => String((await lines.next()).value)
  t.equal(await next(), 'known test')
  t.equal(await next(), 'ready')

  const xml = "<domain type='test'><name>web</name><memory>1024</memory><os><type>hvm</type></os></domain>"
  const path = String(await callDoor(client, testPath, 'Connect.DomainDefineXML', 's', [xml]))
  t.equal(await next(), 'added web')
  await callDoor(client, path, 'Domain.Create', 'u', [0])
  const changes: string[] = []
  while (changes.at(-1) !== 'changed web org.virtbus.Domain1.Vcpus 1') changes.push(await next())
  t.ok(changes.includes('changed web org.libvirt.Domain.Active True'))
  t.ok(changes.includes('changed web org.virtbus.Domain1.State 1'))
  await callDoor(client, path, 'Domain.Destroy', 'u', [0])
  await callDoor(client, path, 'Domain.Undefine', 'u', [0])
  let last = ''
  while (!last.startsWith('removed')) last = await next()
  t.equal(last, 'removed web')
})
