import { fileURLToPath } from 'node:url'
import t from 'tap'
import { guestImage } from '../guest/guestImage.js'
import { bootHost } from '../host/bootHost.js'
import { hostSkip } from '../host/hostSkip.js'

t.setTimeout(600_000)
guestImage()
const demo = ['/usr/local/bin/node', fileURLToPath(new URL('./demo.js', import.meta.url))]

t.test('the demo succeeds on a host that has the daemon installed, and with --session', hostSkip(), async t => {
  const host = await bootHost(t)
  for (const [where, args] of [
    ['this machine, on whose system bus', []],
    ['a session bus of its own', ['--session']],
  ] as const) {
    const { status, stdout, stderr } = await host.run([...demo, ...args], { timeout: 300_000 })
    t.match({ status, stderr }, { status: 0, stderr: '' })
    t.match(stdout, where)
    t.match(stdout, /virtbus guest ready/)
    t.match(stdout, /no process, no file, no scope\n$/)
  }
  t.equal(await host.succeed(['ls', '/var/lib/libvirt/images']), '')
})
