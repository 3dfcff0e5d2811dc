// A host with twenty guests goes down and comes up, and one of them does not want to.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { MSG } from '../../src/log/catalogue.js'
import { guestImage } from '../guest/guestImage.js'
import { bootHost } from './bootHost.js'
import { HostGuest } from './HostGuest.js'
import { hostSkip } from './hostSkip.js'

// Twenty guests boot at once, without KVM where there is none.
t.setTimeout(600_000)
guestImage()

const count = 20
const stubborn = 'guest7'
/** Milliseconds that going down may take: the limit of the stubborn guest, and some for the others before and after it. */
const limit = 25_000

t.test('twenty guests', hostSkip(), async t => {
  const host = await bootHost(t)
  // So that the journal of before the reboot is there afterwards.
  await host.succeed(['mkdir', '-p', '/var/log/journal'])
  await host.succeed(['journalctl', '--flush'])
  await host.write('/etc/default/libvirt-guests', 'ON_SHUTDOWN=shutdown\n')
  await host.succeed(['systemctl', 'enable', '--now', 'libvirt-guests.service'])
  const names = Array.from({ length: count }, (_, index) => `guest${index}`)
  const priorityOf = (name: string): number => Number(name.slice('guest'.length)) % 3
  for (const name of names) {
    const words = name === stubborn ? 'virtbus.deaf' : ''
    const devices = `<serial type='file'><source path='/var/log/libvirt/qemu/${name}.console' append='on'/></serial>`
    const guest = await HostGuest.define(host, { name, words, devices })
    const shutdown = name === stubborn ? "<shutdown timeout='10'/>" : ''
    const plan = `<lifecycle xmlns='urn:virtbus:lifecycle:1'>${shutdown}<boot priority='${priorityOf(name)}'/></lifecycle>`
    await guest.do('SetMetadata', 'isssu', '2', plan, 'lifecycle', 'urn:virtbus:lifecycle:1', '0')
    await guest.do('Create', 'u', '0')
  }
  const console = (name: string): string => {
    const path = join(host.path('/var/log/libvirt/qemu'), `${name}.console`)
    return existsSync(path) ? readFileSync(path, 'utf8') : ''
  }
  while (!names.every(name => console(name).includes('virtbus guest ready'))) await new Promise(r => setTimeout(r, 500))

  const began = Date.now()
  await host.reboot()
  const records = async (boot: number, id: string) => {
    const text = await host.succeed(['journalctl', `--boot=${boot}`, '--output=json', `MESSAGE_ID=${id}`])
    return text.split('\n').map((line): { DOMAIN_NAME: string; __REALTIME_TIMESTAMP: string } => JSON.parse(line))
  }

  await t.test('shut down cleanly, except the stubborn one, which is killed at its limit', async t => {
    const clean = names.filter(name => console(name).includes('reboot: Power down'))
    t.strictSame(
      clean,
      names.filter(name => name !== stubborn),
    )
    const killed = await records(-1, MSG.guestKilledWithHost.id)
    t.strictSame(
      killed.map(({ DOMAIN_NAME }) => DOMAIN_NAME),
      [stubborn],
    )
    const last = await host.succeed(['journalctl', '--boot=-1', '--output=json', '--lines=1'])
    const down = Number(JSON.parse(last).__REALTIME_TIMESTAMP) / 1000 - began
    t.ok(down < limit, `the host was down after ${Math.round(down)} ms`)
  })

  await t.test('are all back, in order of priority', async t => {
    const back = (await records(0, MSG.guestStartedWithHost.id)).map(({ DOMAIN_NAME }) => DOMAIN_NAME)
    t.equal(new Set(back).size, count)
    const priorities = back.map(priorityOf)
    t.strictSame(
      priorities,
      priorities.toSorted((a, b) => b - a),
    )
  })
})
