// The ready-made rules of polkit/examples, as an administrator would take them, with real polkitd.
import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { bootHost } from './bootHost.js'
import { hostSkip } from './hostSkip.js'
import { virsh } from './virsh.js'

const definition = (name: string) =>
  `<domain type='qemu'><name>${name}</name><memory unit='MiB'>32</memory><os><type machine='q35'>hvm</type></os></domain>`

t.test('examples of rules', hostSkip(), async t => {
  const host = await bootHost(t)
  const add = (name: string) => host.addPolkitRules(name, readFileSync(`polkit/examples/${name}.rules`, 'utf8'))
  for (const name of ['web1', 'db']) {
    const words = ['busctl', 'call', 'org.libvirt', '/org/libvirt/QEMU', 'org.libvirt.Connect', 'DomainDefineXML', 's']
    await host.succeed([...words, definition(name)])
  }
  const may = async (t: Test, user: string, command: string) => {
    const { status, stderr } = await virsh(host, user, command)
    t.equal(status, 0, `${user} may ${command}: ${stderr}`)
  }
  const mayNot = async (t: Test, user: string, command: string) =>
    t.match(await virsh(host, user, command), { status: 1, stderr: /access denied/ }, `${user} may not ${command}`)

  await t.test('an owner runs one guest', async t => {
    await mayNot(t, 'ann', 'start web1')
    await add('60-owner-runs-guest')
    for (const command of ['start web1', 'suspend web1', 'resume web1', 'reset web1', 'destroy web1']) {
      await may(t, 'ann', command)
    }
    await mayNot(t, 'ann', 'start db')
    await mayNot(t, 'ann', 'undefine web1')
    await mayNot(t, 'ann', 'setmem web1 16M --config')
    await mayNot(t, 'bob', 'start web1')
  })

  await t.test('operators run every guest, and change none', async t => {
    await host.succeed(['groupadd', 'vm-operators'])
    await host.succeed(['usermod', '-aG', 'vm-operators', 'bob'])
    await mayNot(t, 'bob', 'start db')
    await add('60-operator')
    for (const name of ['web1', 'db']) {
      for (const verb of ['start', 'suspend', 'resume', 'destroy']) await may(t, 'bob', `${verb} ${name}`)
    }
    await mayNot(t, 'bob', 'undefine db')
    await mayNot(t, 'bob', 'autostart db')
    await mayNot(t, 'bob', 'dumpxml db --security-info')
    await mayNot(t, 'ann', 'start db')
  })

  await t.test('only viewers, root and group libvirt see guests', async t => {
    await host.succeed(['groupadd', 'vm-viewers'])
    await host.succeed(['usermod', '-aG', 'vm-viewers', 'bob'])
    const names = async (user: string) => (await virsh(host, user, 'list --all --name')).stdout.trim().split('\n')
    t.same(await names('ann'), ['db', 'web1'])
    await add('60-viewer')
    for (const user of ['bob', 'lena', 'root']) t.same(await names(user), ['db', 'web1'], user)
    await mayNot(t, 'ann', 'list --all')
    await mayNot(t, 'bob', 'undefine db')
  })
})
