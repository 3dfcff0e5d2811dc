// Who may do what, with real polkitd and the caller's own identity, over the system bus.
import t from 'tap'
import { bootHost } from './bootHost.js'
import { hostSkip } from './hostSkip.js'
import { virsh } from './virsh.js'

const qemu = ['org.libvirt', '/org/libvirt/QEMU']
const connect = [...qemu, 'org.libvirt.Connect']
const definition = (name: string) =>
  `<domain type='qemu'><name>${name}</name><memory unit='MiB'>32</memory><os><type machine='q35'>hvm</type></os></domain>`

t.test('callers of the system bus', hostSkip(), async t => {
  const host = await bootHost(t)
  const busctl = (user: string, ...words: string[]) => host.run(['busctl', ...words], { user })
  const call = (user: string, ...words: string[]) => busctl(user, 'call', ...words)
  const define = async (name: string) => {
    const { stdout } = await call('root', ...connect, 'DomainDefineXML', 's', definition(name))
    return /"(.*)"/.exec(stdout)?.[1] ?? ''
  }
  const web = await define('web1')
  const db = await define('db')

  await t.test('root may do all', async t => {
    t.equal((await call('root', 'org.libvirt', web, 'org.libvirt.Domain', 'Create', 'u', '0')).status, 0)
    t.equal((await call('root', 'org.libvirt', web, 'org.libvirt.Domain', 'Destroy', 'u', '0')).status, 0)
  })

  await t.test('a member of group libvirt may', async t => {
    t.equal((await call('lena', 'org.libvirt', web, 'org.libvirt.Domain', 'Create', 'u', '0')).status, 0)
    t.equal((await call('lena', 'org.libvirt', web, 'org.libvirt.Domain', 'Destroy', 'u', '0')).status, 0)
  })

  await t.test('another user may list and read, but not start', async t => {
    const list = await call('ann', ...connect, 'ListDomains', 'u', '0')
    t.match(list.stdout, web)
    t.match(list.stdout, db)
    t.match((await busctl('ann', 'get-property', 'org.libvirt', web, 'org.libvirt.Domain', 'Name')).stdout, 's "web1"')
    t.match((await call('ann', 'org.libvirt', web, 'org.libvirt.Domain', 'GetXMLDesc', 'u', '0')).stdout, /<name>web1/)
    const start = await call('ann', 'org.libvirt', web, 'org.libvirt.Domain', 'Create', 'u', '0')
    t.not(start.status, 0)
    t.match(start.stderr, /access denied: 'QEMU' denied access.*org\.libvirt\.api\.domain\.start on 'web1'/)
    const secure = await call('ann', 'org.libvirt', web, 'org.libvirt.Domain', 'GetXMLDesc', 'u', '1')
    t.match(secure.stderr, /org\.libvirt\.api\.domain\.read-secure/)
    const other = await call('ann', ...connect, 'DomainDefineXML', 's', definition('mine'))
    t.match(other.stderr, /org\.libvirt\.api\.domain\.write on 'mine'/)
  })

  await t.test('a rule for one user and one guest lets exactly that through, by both doors', async t => {
    await host.addPolkitRules(
      '60-ann',
      `polkit.addRule(function (action, subject) {
         if (subject.user == "ann" && action.lookup("domain_name") == "web1" &&
             (action.id == "org.libvirt.api.domain.start" || action.id == "org.libvirt.api.domain.stop")) {
           return polkit.Result.YES
         }
       })`,
    )
    const create = (user: string, path: string) =>
      call(user, 'org.libvirt', path, 'org.libvirt.Domain', 'Create', 'u', '0')
    t.equal((await create('ann', web)).status, 0)
    t.match((await create('ann', db)).stderr, /access denied/)
    t.match((await create('bob', web)).stderr, /access denied/)
    const destroyed = await virsh(host, 'ann', 'destroy web1')
    t.match(destroyed, { status: 0 })
    t.match(await virsh(host, 'ann', 'start web1'), { status: 0 })
    t.match((await virsh(host, 'ann', 'start db')).stderr, /access denied/)
    t.match((await virsh(host, 'ann', 'undefine web1')).stderr, /org\.libvirt\.api\.domain\.delete/)
    t.match(await virsh(host, 'ann', 'destroy web1'), { status: 0 })
  })

  await t.test('a rule that takes looking away empties lists and hides objects', async t => {
    await host.addPolkitRules(
      '61-bob',
      `polkit.addRule(function (action, subject) {
         if (subject.user == "bob" && action.id == "org.libvirt.unix.monitor") return polkit.Result.NO
         if (subject.user == "bob" && /getattr$/.test(action.id) && action.lookup("domain_name") == "db") return polkit.Result.NO
       })`,
    )
    const list = await call('bob', ...connect, 'ListDomains', 'u', '0')
    t.match(list.stdout, web)
    t.notMatch(list.stdout, db)
    const tree = await busctl('bob', 'tree', 'org.libvirt')
    t.notMatch(tree.stdout, db)
  })

  await t.test(
    'a prompt is offered when the caller allows it, only then, and once for a call that needs two permissions',
    async t => {
      await host.succeed(['chpasswd'], { input: 'root:guarded' })
      const define = `call ${connect.join(' ')} DomainDefineXML s "${definition('asked')}"`
      const silent = await host.run(['sh', '-c', `busctl --allow-interactive-authorization=no ${define}`], {
        user: 'bob',
      })
      t.match(silent.stderr, /access denied/)
      // The agent speaks for one process, which then becomes busctl.
      const withAgent = `pkttyagent --process $$ & sleep 1; exec busctl --allow-interactive-authorization=yes ${define}`
      await using asking = host.start(['script', '-qec', withAgent, '/dev/null'], { user: 'bob' })
      await asking.shown(/Authentication is required to manage virtual machines/)
      await asking.shown(/Password: /)
      asking.type('guarded\n')
      t.match(await asking.finished, { status: 0 })
      t.equal(asking.stdout.split('Password: ').length, 2)
      t.match(await virsh(host, 'root', 'undefine asked'), { status: 0 })
    },
  )
})
