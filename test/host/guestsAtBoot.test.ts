// libvirt-guests on a host that really goes down and comes up.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { MSG } from '../../src/log/catalogue.js'
import { guestImage } from '../guest/guestImage.js'
import { bootHost } from './bootHost.js'
import { HostGuest } from './HostGuest.js'
import { hostSkip } from './hostSkip.js'

t.setTimeout(300_000)
guestImage()

/** A console that is a file of the host, so that what a guest said last is there after the host went down. */
const consoleFile = (name: string): string =>
  `<serial type='file'><source path='/var/log/libvirt/qemu/${name}.console' append='on'/></serial>`

t.test('guests of a host that reboots', hostSkip(), async t => {
  const host = await bootHost(t)
  // So that the journal of before the reboot is there afterwards.
  await host.succeed(['mkdir', '-p', '/var/log/journal'])
  await host.succeed(['journalctl', '--flush'])
  await host.write(
    '/etc/default/libvirt-guests',
    '# the administrator\'s\nON_SHUTDOWN="shutdown"  # nothing is saved\nSHUTDOWN_TIMEOUT=60\n',
  )
  await host.succeed(['systemctl', 'enable', '--now', 'libvirt-guests.service'])
  const lifecycle = (content: string) => `<lifecycle xmlns='urn:virtbus:lifecycle:1'>${content}</lifecycle>`
  const plans = {
    base: lifecycle("<boot priority='10'/>"),
    web: lifecycle("<boot priority='5'/>"),
    deaf: lifecycle("<shutdown timeout='4'/>"),
    extra: undefined,
  }
  for (const [name, plan] of Object.entries(plans)) {
    const words = name === 'deaf' ? 'virtbus.deaf' : ''
    const guest = await HostGuest.define(host, { name, words, devices: consoleFile(name) })
    if (plan) await guest.do('SetMetadata', 'isssu', '2', plan, 'lifecycle', 'urn:virtbus:lifecycle:1', '0')
    await guest.do('Create', 'u', '0')
  }
  const off = await HostGuest.define(host, { name: 'off' })
  const lastWords = (name: string) => readFileSync(join(host.path('/var/log/libvirt/qemu'), `${name}.console`), 'utf8')
  await t.test('run, and are listed', async t => {
    for (const name of Object.keys(plans)) await shown(() => lastWords(name), /virtbus guest ready/)
    const listed = await host.succeed(['/usr/libexec/libvirt-guests.sh', 'gueststatus'])
    t.match(listed, /\* default:\n(.*\n)*.* base priority 10/)
    t.notMatch(listed, /off/)
    t.match(await host.run(['/usr/libexec/libvirt-guests.sh', 'status']), { status: 0, stdout: 'started\n' })
  })

  const began = Date.now()
  await host.reboot()

  await t.test('shut down by themselves, except the deaf one, which is killed at its own limit', async t => {
    for (const name of ['base', 'web', 'extra']) t.match(lastWords(name), /reboot: Power down/, name)
    t.notMatch(lastWords('deaf').split('virtbus guest ready')[1] ?? '', /Power down/)
    const text = await host.succeed([
      'journalctl',
      '--boot=-1',
      '--output=json',
      `MESSAGE_ID=${MSG.guestKilledWithHost.id}`,
    ])
    t.match(JSON.parse(text), {
      DOMAIN_NAME: 'deaf',
      VIRTBUS_RESULT: 'killed',
      MESSAGE: /after 4\.\d s, because it did not/,
    })
  })

  await t.test('stop lowest priority first, and each has one record with its result', async t => {
    const id = `MESSAGE_ID=${MSG.guestStoppedWithHost.id}`
    const text = await host.succeed(['journalctl', '--boot=-1', '--output=json', id])
    const records = text.split('\n').map((line): { DOMAIN_NAME?: string; VIRTBUS_RESULT?: string } => JSON.parse(line))
    t.strictSame(
      records.map(({ DOMAIN_NAME }) => DOMAIN_NAME),
      ['extra', 'web', 'base'],
    )
    t.ok(records.every(({ VIRTBUS_RESULT }) => VIRTBUS_RESULT === 'shut down'))
  })

  await t.test('run again after boot in order of priority, and those that were off stay off', async t => {
    await host.succeed(['systemctl', 'is-active', 'libvirt-guests.service'])
    const records = await host.journal(`MESSAGE_ID=${MSG.guestStartedWithHost.id}`)
    const names = records.map(({ DOMAIN_NAME }) => DOMAIN_NAME)
    t.strictSame(names.slice(0, 2), ['base', 'web'])
    t.strictSame(names.slice(2), ['deaf', 'extra'])
    t.match(await off.state(), [5])
    t.equal((await host.run(['test', '-e', '/var/lib/libvirt/libvirt-guests'])).status, 1)
    t.comment(`reboot with ${names.length} guests took ${Date.now() - began} ms`)
  })
})

t.test('a guest that is saved goes on where it was', hostSkip(), async t => {
  const host = await bootHost(t)
  await host.succeed(['mkdir', '-p', '/var/log/journal'])
  await host.succeed(['journalctl', '--flush'])
  await host.succeed(['systemctl', 'enable', '--now', 'libvirt-guests.service'])
  const guest = await HostGuest.define(host, { name: 'saved', words: 'virtbus.count', devices: consoleFile('saved') })
  await guest.do('Create', 'u', '0')
  const lastWords = () => readFileSync(join(host.path('/var/log/libvirt/qemu'), 'saved.console'), 'utf8')
  await shown(lastWords, /virtbus count 20\r/)
  await host.reboot()
  const id = `MESSAGE_ID=${MSG.guestStoppedWithHost.id}`
  const record = await host.succeed(['journalctl', '--boot=-1', '--output=json', id])
  t.match(JSON.parse(record), { DOMAIN_NAME: 'saved', VIRTBUS_RESULT: 'saved' })
  const counted = [...lastWords().matchAll(/virtbus count (\d+)\r/g)].map(([, number]) => Number(number))
  const next = (counted.at(-1) ?? 0) + 10
  await shown(lastWords, new RegExp(`virtbus count ${next}\\r`))
  t.equal(lastWords().split('virtbus guest ready').length, 2, 'it has booted once')
})

/** Waits until a text has a match, for a minute. */
async function shown(read: () => string, pattern: RegExp): Promise<void> {
  const end = Date.now() + 60_000
  while (!pattern.test(read())) {
    if (Date.now() > end) throw new Error(`${pattern} was never shown:\n${read()}`)
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}
