// The Debian packages on a host that has the distribution's libvirt: they take its place, are upgraded under running guests
// and connected clients, and go again.
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import * as calls from '../../src/api/calls/index.js'
import { BusConnection } from '../../src/bus/connection/BusConnection.js'
import { RemoteConnection } from '../../src/rpc/client/RemoteConnection.js'
import { guestImage } from '../guest/guestImage.js'
import { bootHost } from './bootHost.js'
import { builtPackages, byCharacter, output, payloadFiles } from './builtPackages.js'
import { HostGuest } from './HostGuest.js'
import { hostSkip } from './hostSkip.js'
import type { TestHost } from './TestHost.js'
import { virsh } from './virsh.js'

t.setTimeout(300_000)

const packages = '/srv/packages'
const socket = '/run/libvirt/virtqemud-sock'
const modular = `qemu+unix:///system?socket=${socket}`
const names = ['one', 'two', 'three']

/** A client of either door that is connected: what it asks once more after its connection is gone. */
interface Client {
  readonly what: string
  /** Resolves when the connection is lost. */
  readonly lost: Promise<unknown>
  /** How many guests run. */
  readonly ask: () => Promise<number>
  readonly close: () => Promise<void>
}

async function rpcClient(host: TestHost): Promise<Client> {
  const connection = new RemoteConnection({ uri: 'qemu:///system', socket: host.path(socket) }, async () => {})
  const first = await connection.client()
  const ask = async () => {
    const { values } = await (await connection.client()).call(calls.connectNumOfDomains, {})
    return Number(values['num'])
  }
  return {
    what: 'RPC',
    lost: new Promise(resolve => first.once('close', resolve)),
    ask,
    close: async () => connection.close(),
  }
}

async function busClient(host: TestHost): Promise<Client> {
  const bus = await BusConnection.open(`unix:path=${host.path('/run/dbus/system_bus_socket')}`)
  const destination = 'org.libvirt.virtqemud'
  const call = { destination, path: '/org/libvirt/QEMU', interface: 'org.libvirt.Connect', signature: 'u', values: [1] }
  const ask = async () => {
    const { values } = await bus.call({ ...call, member: 'ListDomains', timeout: 20_000 })
    return Array.isArray(values[0]) ? values[0].length : -1
  }
  await ask()
  const changes = {
    interface: 'org.freedesktop.DBus',
    member: 'NameOwnerChanged',
    path: '/org/freedesktop/DBus',
    sender: 'org.freedesktop.DBus',
  }
  const lost = new Promise<void>(resolve => {
    void bus.subscribe(changes, ([name, before]) => {
      if (name === destination && before !== '') resolve()
    })
  })
  return { what: 'bus', lost, ask, close: () => bus.close() }
}

/** virsh that waits for events, as management programs do. */
async function virshClient(host: TestHost): Promise<Client> {
  const shell = host.start(['virsh', '--connect', modular], {})
  const ask = async () => {
    const before = shell.stdout.length
    shell.type('list --name\n')
    for (let attempt = 0; attempt < 400; attempt++) {
      const said = shell.stdout.slice(before)
      const listed = names.filter(name => said.includes(`${name}\n`)).length
      if (listed === names.length) return listed
      // It notices with the call after the one that failed.
      if (attempt % 50 === 49) shell.type('list --name\n')
      await sleep(20)
    }
    throw new Error(`virsh said: ${shell.stdout.slice(before)}`)
  }
  await ask()
  return { what: 'virsh', lost: Promise.resolve(), ask, close: () => shell[Symbol.asyncDispose]() }
}

const skip = { skip: existsSync('/usr/bin/dpkg-deb') ? false : 'dpkg-deb is not on this machine' }

t.test('Debian packages', skip, async t => {
  const made = builtPackages('deb')

  await t.test('together hold the payload, each file once', async t => {
    const listed = made.flatMap(file => output('dpkg-deb', '-c', file).trim().split('\n'))
    const paths = listed
      .filter(line => !line.startsWith('d'))
      .map(line => /\s\.(\/.*?)( -> .*)?$/.exec(line)?.[1] ?? line)
    t.strictSame(paths.toSorted(byCharacter), payloadFiles())
  })

  await t.test('say which files are the administrator’s', async t => {
    const [guests = ''] = made.filter(file => file.includes('virtbus-guests'))
    t.equal(output('dpkg-deb', '-I', guests, 'conffiles'), '/etc/default/libvirt-guests\n')
  })

  await t.test('on a host', hostSkip(), async t => onHost(t, made))
})

async function onHost(t: Test, made: readonly string[]): Promise<void> {
  guestImage()
  const host = await bootHost(t, { installed: 'libvirt', binds: { [packages]: join(process.cwd(), 'build/deb') } })
  const files = made.map(file => join(packages, basename(file)))
  const dpkg = (...words: readonly string[]) =>
    host.succeed(['dpkg', '--force-confold', ...words], { timeout: 120_000 })
  const state = async (what: string, ...units: readonly string[]) =>
    (await host.run(['systemctl', what, ...units])).stdout.trim().split('\n')
  const units = ['virtqemud.socket', 'virtproxyd.socket', 'libvirt-guests.service', 'libvirtd.socket']

  await t.test('take the place of libvirt, and answer virsh with nothing else typed', async t => {
    // Manual pages of the whole machine would be looked through, in half a minute.
    await host.succeed(['rm', '-f', '/var/lib/man-db/auto-update'])
    // The host hides libvirt's configuration from us, and dpkg knows that it was there.
    const apt = 'apt-get --yes --no-install-recommends -oDpkg::Options::=--force-confmiss install'
    await host.succeed([...apt.split(' '), ...files], { timeout: 120_000, env: { DEBIAN_FRONTEND: 'noninteractive' } })
    t.equal((await host.run(['sh', '-c', 'dpkg -l libvirt-daemon libvirt-daemon-system | grep ^ii'])).stdout, '')
    t.match(await virsh(host, 'root', 'list', modular), { status: 0 })
    t.match(await virsh(host, 'root', 'list', 'qemu:///system'), { status: 0 })
    t.strictSame(await state('is-enabled', ...units), ['enabled', 'enabled', 'enabled', 'disabled'])
    t.equal(await host.succeed(['systemctl', 'list-units', '--failed', '--no-legend', '--plain', '*virt*']), '')
  })

  await t.test('a guest marked autostart runs after a boot, with nothing else done', async () => {
    const guest = await HostGuest.define(host, { name: 'boots' })
    const property = [guest.path, 'org.libvirt.Domain', 'Autostart', 'b', 'true']
    await host.succeed(['busctl', 'set-property', 'org.libvirt.virtqemud', ...property])
    await host.reboot()
    await guest.becomes('RUNNING')
    await guest.do('Destroy', 'u', '0')
    await guest.do('Undefine', 'u', '0')
  })

  await t.test('an upgrade keeps guests, settings of the administrator and clients', async t => {
    const guests = await Promise.all(names.map(name => HostGuest.define(host, { name })))
    for (const guest of guests) await guest.do('Create', 'u', '1')
    const qemus = await Promise.all(guests.map(guest => guest.qemu()))
    await host.write('/etc/libvirt/virtqemud.conf', '# mine\nmax_clients = 77\n')
    const clients = await Promise.all([
      ...Array.from({ length: 4 }, () => rpcClient(host)),
      ...Array.from({ length: 4 }, () => busClient(host)),
      ...Array.from({ length: 2 }, () => virshClient(host)),
    ])
    t.strictSame(
      await Promise.all(clients.map(({ ask }) => ask())),
      clients.map(() => 3),
    )

    const before = await host.succeed(['systemctl', 'show', '--property=MainPID', 'virtqemud.service'])
    const upgrade = dpkg('--install', ...files)
    const back = await Promise.all(
      clients.map(async ({ lost, ask, what }) => {
        await lost
        if (what === 'virsh') await upgrade
        const began = performance.now()
        t.equal(await ask(), 3, `${what} is answered`)
        return performance.now() - began
      }),
    )
    await upgrade
    t.comment(`clients were answered after ${back.map(time => Math.round(time)).join(', ')} ms`)
    t.not(await host.succeed(['systemctl', 'show', '--property=MainPID', 'virtqemud.service']), before)
    t.strictSame(await Promise.all(guests.map(guest => guest.qemu())), qemus)
    for (const guest of guests) t.match(await guest.state(), [3])
    t.match(await host.read('/etc/libvirt/virtqemud.conf'), /^# mine/)
    for (const { close } of clients) await close()
  })

  await t.test('go, and leave guests and settings alone; come back as new; and are purged', async t => {
    const own = (await host.succeed(['sh', '-c', "dpkg-query -W -f '${Package}\\n' 'virtbus*'"])).split('\n')
    await dpkg('--remove', ...own)
    t.equal((await host.succeed(['pgrep', '-c', 'qemu-system'])).trim(), '3')
    t.equal((await host.run(['test', '-e', '/usr/sbin/virtqemud'])).status, 1)
    t.match(await host.read('/etc/libvirt/virtqemud.conf'), /^# mine/)
    t.strictSame(await state('is-active', 'virtqemud.service', 'virtqemud.socket'), ['inactive', 'inactive'])

    await dpkg('--install', ...files)
    t.strictSame(await state('is-enabled', ...units), ['enabled', 'enabled', 'enabled', 'disabled'])
    t.match((await virsh(host, 'root', 'list --name', modular)).stdout, /one\nthree\ntwo|one\ntwo\nthree/)

    await dpkg('--purge', ...own)
    t.equal(
      (await host.run(['sh', '-c', 'ls /etc/libvirt/*.conf /etc/default/libvirt-guests /var/lib/virtbus'])).stdout,
      '',
    )
    t.equal((await host.run(['sh', '-c', "find /etc/systemd /usr/lib/systemd -name '*virtqemud*'"])).stdout, '')
    t.equal(await host.succeed(['ls', '/etc/libvirt/qemu']).then(list => list.match(/one\.xml/)?.[0]), 'one.xml')
  })
}
