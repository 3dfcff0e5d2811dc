import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { bootHost } from './bootHost.js'
import { hostSkip } from './hostSkip.js'

t.test('a throw-away host', hostSkip(), async t => {
  const host = await bootHost(t)

  await t.test('runs systemd as PID 1 with the system bus', async t => {
    t.equal(await host.succeed(['cat', '/proc/1/comm']), 'systemd')
    t.match(await host.succeed(['busctl', 'list']), /org\.freedesktop\.systemd1/)
  })

  await t.test('runs commands in units of their own, as whom the test says', async t => {
    t.equal(await host.succeed(['id', '-un'], { user: 'ann' }), 'ann')
    t.match(await host.succeed(['id', '-Gn'], { user: 'lena' }), /\blibvirt\b/)
    t.match(await host.succeed(['cat', '/proc/self/cgroup']), /test-command-\d+\.service/)
  })

  await t.test('hands over standard input, output, and the exit status', async t => {
    t.equal(await host.succeed(['cat'], { input: 'words' }), 'words')
    t.match(await host.run(['sh', '-c', 'echo no >&2; exit 3']), { status: 3, stderr: 'no\n' })
  })

  await t.test('polkit answers about an ordinary user', async t => {
    const check = ['sh', '-c', 'pkcheck --action-id org.freedesktop.hostname1.set-hostname --process $$']
    t.match(await host.run(check, { user: 'ann' }), { status: 2, stderr: /Authorization requires authentication/ })
    await host.addPolkitRules('10-ann', ANN_RENAMES)
    t.equal(await host.succeed(check, { user: 'ann' }), '')
    t.equal((await host.run(check, { user: 'bob' })).status, 2)
  })

  await t.test('keeps a journal with fields', async t => {
    await host.succeed(['logger', '--journald'], { input: 'MESSAGE=hello\nVIRTBUS_OBJECT=web1\n' })
    const entries = await host.journal('VIRTBUS_OBJECT=web1')
    t.match(entries, [{ MESSAGE: 'hello' }])
  })

  await t.test('has nothing of the libvirt of this machine, and no definitions of its guests', async t => {
    t.equal(await host.succeed(['sh', '-c', 'ls /etc/libvirt/qemu/*.xml 2>/dev/null | wc -l']), '0')
    t.match(await host.run(['systemctl', 'cat', 'virtlogd.service']), { status: 1 })
  })

  await t.test('has the folders and accounts that the package makes', async t => {
    t.equal(await host.succeed(['stat', '-c', '%a %U', '/var/lib/libvirt/images']), '711 root')
    t.match(await host.succeed(['stat', '-c', '%a %U', '/var/lib/libvirt/qemu']), /^751 (libvirt-)?qemu$/)
    t.equal(await host.succeed(['getent', 'group', 'libvirt']).then(line => line.split(':')[0]), 'libvirt')
  })

  await t.test('has no unit that failed at boot', async t => {
    t.equal(await host.succeed(['systemctl', 'list-units', '--failed', '--no-legend']), '')
  })

  const kvm = existsSync('/sys/class/misc/kvm') ? false : 'the kernel of this machine has no KVM'
  await t.test('QEMU opens KVM, as the user that guests run as', { skip: kvm }, async t => {
    const account = (await host.succeed(['stat', '-c', '%U', '/var/lib/libvirt/qemu'])).trim()
    const probe =
      'printf "info kvm\nquit\n" | qemu-system-x86_64 -machine q35,accel=kvm -cpu qemu64 -display none -monitor stdio -S'
    t.match(await host.succeed(['sh', '-c', probe], { user: account }), /kvm support: enabled/)
  })

  await t.test('ends what still runs, and what takes too long', async t => {
    const follow = host.start(['sh', '-c', 'echo begun; sleep 1000'])
    await follow.shown(/begun/)
    await follow[Symbol.asyncDispose]()
    await t.rejects(host.run(['sleep', '1001'], { timeout: 200 }), /took longer than 200 ms/)
    t.equal(await host.succeed(['sh', '-c', 'pgrep -c ^sleep || :']), '0')
  })

  await t.test('passes words to a command as they are', async t => {
    t.equal(await host.succeed(['printf', '%s|', '$HOME', '$$', '%n', 'a  b']), '$HOME|$$|%n|a  b|')
  })
})

t.test('a host ends with the process that booted it, even when that is killed', hostSkip(), async t => {
  const script = `
    import { bootHost } from ${JSON.stringify(new URL('./bootHost.js', import.meta.url).href)}
    const host = await bootHost({ passing: () => true, comment() {}, teardown() {} })
    console.log(host.leader)
    await new Promise(() => setInterval(() => {}, 1000))`
  const owner = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(owner.stdout, 'data')
  const leader = `/proc/${Number(line)}`
  t.equal(existsSync(leader), true)
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  await waitUntil(() => !existsSync(leader))
  t.equal(existsSync(leader), false)
})

t.test('a host can boot again: files stay, /run is new', hostSkip(), async t => {
  const host = await bootHost(t)
  await host.write('/etc/libvirt/kept', 'kept')
  await host.write('/run/libvirt/gone', 'gone')
  const before = host.leader
  await host.reboot()
  t.not(host.leader, before)
  t.equal(await host.read('/etc/libvirt/kept'), 'kept')
  t.equal((await host.run(['test', '-e', '/run/libvirt/gone'])).status, 1)
  t.equal(await host.succeed(['id', '-un'], { user: 'ann' }), 'ann')
})

t.test('hosts do not see each other', hostSkip(), async t => {
  const [one, two] = await Promise.all([bootHost(t), bootHost(t)])
  await one.write('/etc/libvirt/mark', 'one')
  t.equal((await two.run(['cat', '/etc/libvirt/mark'])).status, 1)
  t.not(await one.read('/etc/machine-id'), await two.read('/etc/machine-id'))
})

const ANN_RENAMES = `polkit.addRule(function (action, subject) {
  if (action.id == "org.freedesktop.hostname1.set-hostname" && subject.user == "ann") return polkit.Result.YES
})`

async function waitUntil(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 200 && !holds(); attempt++) await sleep(10)
}
