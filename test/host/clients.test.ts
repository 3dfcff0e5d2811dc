// Programs that others wrote, unmodified, from Debian's packages: virtinst, python3-libvirt, libvirt-clients.
import t from 'tap'
import { bootHost } from './bootHost.js'
import { hostSkip } from './hostSkip.js'
import { adminSteps } from './virsh/adminSteps.js'
import { compareSteps } from './virsh/compareSteps.js'
import { runScript } from './virsh/runScript.js'
import { asyncEvents, loopEvents } from './virsh/pythonClients.js'

const system = ['--connect', 'qemu:///system']
/** Python keeps what it prints to itself as long as nobody watches. */
const env = { HOME: '/root', PYTHONUNBUFFERED: '1' }
/** What virt-install is told of a guest besides its name and disk. */
const machine = [
  ...'--memory 192 --vcpus 1 --import --virt-type qemu --osinfo detect=off,require=off --noautoconsole'.split(' '),
  '--boot',
  'kernel=/srv/guest/vmlinux,initrd=/srv/guest/initramfs.gz,kernel_args="console=ttyS0 quiet no_timer_check"',
]

t.setTimeout(240_000)
t.test('clients', hostSkip(), async t => {
  const host = await bootHost(t)
  const image = '/var/lib/libvirt/images/made.img'
  await host.succeed(['sh', '-c', `mkdir -p /var/lib/libvirt/images && truncate -s 10M ${image}`])
  await host.succeed(['systemctl', 'start', 'libvirtd.socket'])
  const virsh = (...words: string[]) => host.run(['virsh', ...system, ...words])
  const disk = `source.file=${image},type=file,driver.type=raw,target.dev=vda,target.bus=virtio`

  await t.test('virt-install makes a guest and waits for its end; virsh console is its screen', async t => {
    const install = ['virt-install', ...system, '--name', 'made', ...machine, '--disk', disk, '--network', 'user']
    await using installing = host.start([...install, '--graphics', 'vnc', '--wait', '3'], { env })
    await installing.shown(/Domain is still running|Waiting up to/)
    t.match(await virsh('domstate', 'made'), { stdout: /^running/ })
    // virsh console wants a terminal.
    await using console = host.start([
      'script',
      '--quiet',
      '--command',
      `virsh ${system.join(' ')} console made`,
      '/dev/null',
    ])
    await console.shown(/Connected to domain 'made'/)
    console.type('\r')
    await console.shown(/virtbus guest ready|[#$] $/)
    console.type('echo $((6 * 7)) is the answer\r')
    await console.shown(/42 is the answer/)
    console.type('poweroff -f\r')
    t.match(await installing.finished, { status: 0 })
    t.match(await virsh('domstate', 'made', '--reason'), { stdout: /^(shut off|running)/ })
    await virsh('destroy', 'made')
  })

  await t.test('virt-xml changes it, as it is defined and while it runs', async t => {
    const edit = (...words: string[]) => host.run(['virt-xml', ...system, 'made', ...words], { env })
    t.match(await edit('--edit', '--metadata', 'title=Web', '--print-diff'), { stdout: /\+ +<title>Web<\/title>/ })
    t.match(await edit('--edit', '--metadata', 'title=Web', '--define'), { status: 0 })
    t.match(await virsh('desc', 'made', '--title', '--config'), { stdout: /^Web/ })
    t.match(await virsh('start', 'made', '--paused'), { status: 0 })
    const rng = await edit('--add-device', '--rng', '/dev/urandom', '--update')
    t.match(rng, { status: 0, stdout: /hotplug successful/ })
    t.match(await virsh('dumpxml', 'made'), { stdout: /<rng model='virtio'>/ })
    t.match(await virsh('destroy', 'made'), { status: 0 })
    t.match(await edit('--remove-device', '--rng', 'all', '--define'), { status: 0 })
    t.notMatch((await virsh('dumpxml', 'made')).stdout, '<rng')
  })

  await t.test('virt-clone copies a guest', async t => {
    const none = ['--disk', 'none', '--network', 'user,mac=52:54:00:00:00:01', '--graphics', 'none']
    const install = ['virt-install', ...system, '--name', 'first', ...machine, ...none, '--print-xml', '1']
    await host.write('/tmp/first.xml', await host.succeed(install, { env }))
    t.match(await virsh('define', '/tmp/first.xml'), { status: 0 })
    const clone = ['virt-clone', ...system, '--original', 'first', '--name', 'second', '--auto-clone']
    t.match(await host.run(clone, { env }), {
      status: 0,
      stdout: /Clone 'second' created successfully/,
    })
    const [first, second] = [await virsh('dumpxml', 'first'), await virsh('dumpxml', 'second')]
    t.match(second.stdout, /<kernel>\/srv\/guest\/vmlinux<\/kernel>/)
    const address = (xml: string) => /<mac address='([^']*)'/.exec(xml)?.[1]
    t.not(address(second.stdout), address(first.stdout))
    for (const name of ['first', 'second']) t.match(await virsh('undefine', name), { status: 0 })
  })

  await t.test('the Python binding hears of events, in a thread and with asyncio', async t => {
    for (const script of [loopEvents, asyncEvents]) {
      const { status, stdout, stderr } = await host.run(['/usr/bin/python3', '-c', script, 'qemu:///system', 'made'])
      t.equal(stderr, '')
      t.match({ status, stdout }, { status: 0, stdout: "[('made', 2, 0), ('made', 3, 0), ('made', 5, 1)]\n" })
    }
  })

  await t.test('virsh event tells what happens until it is ended', async () => {
    await using events = host.start(['virsh', ...system, 'event', '--all', '--loop'])
    // It says nothing when it has registered.
    await host.succeed(['sh', '-c', 'until virt-admin client-list libvirtd | grep -q unix; do sleep 0.1; done'])
    for (let tries = 0; tries < 50 && !events.stdout.includes('Started'); tries++) {
      await virsh('start', 'made', '--paused')
      await virsh('destroy', 'made')
    }
    await events.shown(/event 'lifecycle' for domain 'made': Started Booted/)
    await events.shown(/event 'lifecycle' for domain 'made': Stopped Destroyed/)
  })

  await t.test('virt-admin has all its commands', async t => {
    const steps = adminSteps
    compareSteps(
      t,
      steps,
      await runScript(
        host,
        'libvirtd:///system',
        steps.map(([command]) => command),
        { program: 'virt-admin' },
      ),
    )
  })

  await t.test('virsh says when its daemon is gone', async t => {
    await using shell = host.start(['virsh', ...system])
    shell.type('list --all\n')
    await shell.shown(/made/)
    await host.succeed(['systemctl', 'stop', 'libvirtd.service', 'libvirtd.socket'])
    shell.type('uri\n')
    shell.child.stdin?.end()
    t.match(
      (await shell.finished).stderr,
      /Disconnected from qemu:\/\/\/system due to end of file|Cannot recv data|End of file/,
    )
  })
})
