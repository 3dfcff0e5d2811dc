// The door as clients see it that others wrote: busctl, gdbus, and a caller who is not root.
import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { Guard } from '../../src/access/Guard.js'
import type { Authority } from '../../src/access/Authority.js'
import { testDriver } from '../drivers/test/testDriver.js'
import { doorOn, testPath } from './doorOn.js'

const run = promisify(execFile)
const missing = (program: string) =>
  spawnSync(program, ['--version']).error === undefined ? false : `${program} is not installed`
const domain = `${testPath}/domain/_6695eb01_f6a4_8304_79aa_97f2502e193f`

t.test('busctl calls, reads and walks the tree', { skip: missing('busctl') }, async t => {
  const { address } = await doorOn(t, testDriver())
  const busctl = async (...args: string[]) => (await run('busctl', [`--address=${address}`, ...args])).stdout.trim()
  t.match(await busctl('call', 'org.libvirt', domain, 'org.libvirt.Domain', 'GetState', 'u', '0'), /^\(ii\) 1 \d$/)
  t.equal(await busctl('get-property', 'org.libvirt', domain, 'org.libvirt.Domain', 'Name'), 's "test"')
  await busctl('set-property', 'org.libvirt', domain, 'org.libvirt.Domain', 'Autostart', 'b', 'true')
  t.equal(await busctl('get-property', 'org.libvirt', domain, 'org.libvirt.Domain', 'Autostart'), 'b true')
  const tree = await busctl('--list', 'tree', 'org.libvirt')
  t.ok(tree.split('\n').includes(domain))
  t.match(await busctl('introspect', 'org.libvirt', domain), /\.Suspend +method/)
})

t.test('gdbus reads the introspection of every place', { skip: missing('busctl') || missing('gdbus') }, async t => {
  const { address } = await doorOn(t, testDriver())
  const gdbus = async (...args: string[]) => (await run('gdbus', args)).stdout
  const to = ['--address', address, '--dest', 'org.libvirt', '--object-path']
  t.match(await gdbus('introspect', ...to, '/', '--recurse'), /interface org\.libvirt\.StoragePool \{/)
  const all = await gdbus(
    'call',
    ...to,
    domain,
    '--method',
    'org.freedesktop.DBus.Properties.GetAll',
    'org.libvirt.Domain',
  )
  t.match(all, /'Name': <<'test'>>/)
})

const cannotBeNobody =
  process.getuid?.() === 0 ? missing('setpriv') || missing('busctl') : 'only root can be somebody else'
t.test(
  'a caller who is not root is asked about under its own user, and prompted only if it allows',
  { skip: cannotBeNobody },
  async t => {
    const asked: string[] = []
    const authority: Authority = {
      allows: async ({ uid, busName }, action, { interactive }) => {
        asked.push(`${uid} ${busName?.startsWith(':1.')} ${action}${interactive ? '!' : ''}`)
        return action === 'org.libvirt.unix.monitor' || action === 'org.libvirt.api.domain.suspend'
      },
    }
    const { address } = await doorOn(t, testDriver(), { bus: 'system', guard: new Guard(authority) })
    const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', 'busctl', `--address=${address}`]
    const call = (member: string, ...rest: string[]) =>
      run('setpriv', [...nobody, ...rest, 'call', 'org.libvirt', domain, 'org.libvirt.Domain', member])
    await call('Suspend', '--allow-interactive-authorization=no')
    t.strictSame(asked, ['65534 true org.libvirt.unix.manage', '65534 true org.libvirt.api.domain.suspend'])
    const refused = run('setpriv', [
      ...nobody,
      '--allow-interactive-authorization=no',
      'call',
      'org.libvirt',
      domain,
      'org.libvirt.Domain',
      'Destroy',
      'u',
      '0',
    ])
    await t.rejects(refused, {
      message: /access denied: 'Test' denied access.*org\.libvirt\.api\.domain\.stop.*uid 65534/,
    })
    asked.length = 0
    await call('Resume', '--allow-interactive-authorization=yes').catch(() => {})
    t.ok(asked.length > 0)
  },
)
