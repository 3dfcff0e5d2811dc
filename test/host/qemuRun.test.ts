// virt-qemu-run on a host where no daemon of ours runs.
import { readdirSync } from 'node:fs'
import t from 'tap'
import { guestImage } from '../guest/guestImage.js'
import { guestXml } from '../guest/guestXml.js'
import { bootHost } from './bootHost.js'
import { guestOnHost } from './HostGuest.js'
import { hostSkip } from './hostSkip.js'
import type { TestHost } from './TestHost.js'

t.setTimeout(180_000)
guestImage()

/** Puts a guest's document on the host. */
async function place(host: TestHost, name: string, words = ''): Promise<string> {
  const path = `/srv/${name}.xml`
  await host.write(path, guestXml(guestOnHost, { name, words }))
  return path
}

/** PIDs of the host's QEMUs. */
async function qemus(host: TestHost): Promise<string[]> {
  const { stdout } = await host.run(['pgrep', 'qemu-system'])
  return stdout.split('\n').filter(line => line !== '')
}

/** PID of the program that has a root. */
const programOf = async (host: TestHost, root: string) => (await host.read(`${root}/run/qemu/driver.pid`)).trim()

t.test('one guest without a daemon', hostSkip(), async t => {
  const host = await bootHost(t)

  await t.test('runs below its root, and leaves with a signal to the program', async t => {
    const path = await place(host, 'alone')
    await using run = host.start(['virt-qemu-run', '--verbose', '--root', '/srv/root', path])
    await run.shown(/ ms .*program loaded[^]*driver ready[^]*document read[^]*guest 'alone' runs/)
    t.match(await host.read('/srv/root/run/qemu/alone.xml'), /<domstatus/)
    const [pid = ''] = await qemus(host)
    t.match(await host.succeed(['ps', '-o', 'user=', '-p', pid]), /^(libvirt-)?qemu/)
    t.notMatch(await host.succeed(['busctl', 'list', '--no-legend']), /org\.libvirt.* [0-9]+ virt/)
    await host.succeed(['kill', '-TERM', await programOf(host, '/srv/root')])
    t.equal((await run.finished).status, 0)
    t.strictSame(await qemus(host), [])
    t.strictSame(
      readdirSync(host.path('/srv/root/lib/qemu')).filter(name => name.startsWith('domain-')),
      [],
    )
  })

  await t.test('a second program for the same root is told who has it', async t => {
    const path = await place(host, 'first')
    await using run = host.start(['virt-qemu-run', '--verbose', '--root', '/srv/root', path])
    await run.shown(/guest 'first' runs/)
    const second = await host.run(['virt-qemu-run', '--root', '/srv/root', await place(host, 'second')])
    t.equal(second.status, 1)
    t.match(second.stderr, /\/srv\/root\/run\/qemu\/driver\.pid is held by .*pid \d+/)
    t.equal((await qemus(host)).length, 1)
  })

  await t.test('a killed program leaves its guest, and the next run with the same root ends it', async t => {
    const path = await place(host, 'orphan')
    // As from a terminal: the guest is in a control group that somebody else keeps.
    await using run = host.start(['sh', '-c', `virt-qemu-run --verbose --root /srv/killed ${path}; sleep 100`])
    await run.shown(/guest 'orphan' runs/)
    const [orphan] = await qemus(host)
    await host.succeed(['kill', '-KILL', await programOf(host, '/srv/killed')])
    t.strictSame(await qemus(host), [orphan])
    await using next = host.start(['virt-qemu-run', '--verbose', '--root', '/srv/killed', await place(host, 'heir')])
    await next.shown(/guest 'heir' runs/)
    const running = await qemus(host)
    t.equal(running.length, 1)
    t.not(running[0], orphan)
  })

  await t.test('a guest that shuts down by itself ends the program with 0, one that is killed with 2', async t => {
    await using run = host.start(['virt-qemu-run', '--verbose', await place(host, 'victim')])
    await run.shown(/guest 'victim' runs/)
    await host.succeed(['pkill', '-KILL', 'qemu-system'])
    t.equal((await run.finished).status, 2)
    t.strictSame(
      readdirSync(host.path('/tmp')).filter(name => name.startsWith('virt-qemu-run')),
      [],
    )
    const off = await host.run(['virt-qemu-run', await place(host, 'brief', 'rdinit=/bin/busybox -- poweroff -f')], {
      timeout: 60_000,
    })
    t.match(off, { status: 0, stderr: '' })
  })

  for (const [what, document, reason] of [
    ['is missing', '/srv/nobody.xml', /Cannot read \/srv\/nobody\.xml: No such file or directory/],
    ['is no document of a guest', '/etc/hostname', /domain_definition/],
  ] as const) {
    await t.test(`a document that ${what} ends the program with 1 and the reason`, async t => {
      const { status, stderr } = await host.run(['virt-qemu-run', '--root', '/srv/root', document])
      t.equal(status, 1)
      t.match(stderr, reason)
    })
  }
})
