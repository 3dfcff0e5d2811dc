// Guests that the daemon starts when the host boots, by their priority, whatever happens to one of them.
import t from 'tap'
import { MSG } from '../../src/log/catalogue.js'
import { guestImage } from '../guest/guestImage.js'
import { bootHost } from './bootHost.js'
import { HostGuest } from './HostGuest.js'
import { hostSkip } from './hostSkip.js'

t.setTimeout(180_000)
guestImage()

t.test('guests that start with the host', hostSkip(), async t => {
  const host = await bootHost(t)
  const service = 'org.libvirt.virtqemud'
  const guests = {
    plain: { priority: 0, devices: '' },
    early: { priority: 7, devices: '' },
    broken: {
      priority: 9,
      devices: "<disk type='file'><source file='/nowhere.img'/><target dev='vda' bus='virtio'/></disk>",
    },
  }
  for (const [name, { priority, devices }] of Object.entries(guests)) {
    const guest = await HostGuest.define(host, { name, devices })
    const plan = `<lifecycle xmlns='urn:virtbus:lifecycle:1'><boot priority='${priority}'/></lifecycle>`
    await guest.do('SetMetadata', 'isssu', '2', plan, 'lifecycle', 'urn:virtbus:lifecycle:1', '0')
    await host.succeed(['busctl', 'set-property', service, guest.path, 'org.libvirt.Domain', 'Autostart', 'b', 'true'])
    const shown = [
      'busctl',
      'get-property',
      service,
      guest.path,
      'org.virtbus.Domain1',
      'BootPriority',
      'ShutdownTimeout',
    ]
    t.equal(await host.succeed(shown), `i ${priority}\ni -1`)
  }
  await host.succeed(['systemctl', 'enable', 'virtqemud.service'])
  await host.reboot()
  for (let attempt = 0; attempt < 100 && (await started()).length < 2; attempt++)
    await new Promise(r => setTimeout(r, 200))

  async function started(): Promise<unknown[]> {
    return (await host.journal(`MESSAGE_ID=${MSG.guestStarted.id}`)).map(({ DOMAIN_NAME }) => DOMAIN_NAME)
  }

  await t.test('start in order of priority, and one that fails keeps none of the others', async t => {
    t.strictSame(await started(), ['early', 'plain'])
  })

  await t.test('are listed when they did not', async t => {
    const told = (await host.journal('_SYSTEMD_UNIT=virtqemud.service')).map(({ MESSAGE }) => MESSAGE ?? '')
    t.ok(told.some(text => /^Guest 'broken' could not be started with the host: .*nowhere\.img/.test(text)))
    t.ok(told.includes('Guests that did not start with the host: broken'))
  })
})
