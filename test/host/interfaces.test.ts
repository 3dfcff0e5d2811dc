// A guest's cards on a bridge, on a tap of its own, and on a card of the host's; packets go both ways, and nothing stays.
import t from 'tap'
import { guestImage } from '../guest/guestImage.js'
import { bootHost } from './bootHost.js'
import { HostGuest } from './HostGuest.js'
import { hostSkip } from './hostSkip.js'

t.setTimeout(180_000)
guestImage()

const card = (connection: string, number: number, more = '') =>
  `<interface ${connection}<mac address='52:54:00:00:00:0${number}'/><model type='virtio'/>${more}</interface>`

const devices = [
  card("type='bridge'><source bridge='br0'/>", 1, "<mtu size='1400'/>"),
  card("type='ethernet'>", 2, "<target dev='own0'/>"),
  card("type='direct'><source dev='card0' mode='bridge'/>", 3, "<driver queues='2'/>"),
].join('')

/** What udev does on a host of its own: device nodes of macvtap links. */
const nodes = `while :; do
  for file in /sys/class/net/*/tap*/dev; do
    [ -e "$file" ] || continue
    node=/dev/$(basename "$(dirname "$file")")
    [ -e "$node" ] || mknod "$node" c $(tr : ' ' < "$file")
  done; sleep 0.05; done`

t.test('cards of a guest', hostSkip(), async t => {
  const host = await bootHost(t)
  const sh = (script: string) => host.succeed(['sh', '-c', script])
  await sh(`ip link add br0 type bridge; ip addr add 10.9.1.1/24 dev br0; ip link set br0 up
    ip link add card0 type veth peer name wire0; ip addr add 10.9.3.1/24 dev wire0; ip link set card0 up; ip link set wire0 up`)
  await using udev = host.start(['sh', '-c', nodes])
  const guest = await HostGuest.define(host, { name: 'web1', devices })
  await guest.do('Create', 'u', '0')

  await t.test('are on the bridge, on their own, and on the card', async t => {
    const links: { ifname: string; master?: string; link?: string; address: string; mtu: number; flags: string[] }[] =
      JSON.parse(await host.succeed(['ip', '-json', 'link']))
    const of = (name: string) => links.find(({ ifname }) => ifname === name)
    t.match(of('vnet0'), { master: 'br0', address: 'fe:54:00:00:00:01', mtu: 1400 })
    t.match(of('own0'), { address: 'fe:54:00:00:00:02' })
    t.match(of('macvtap0'), { link: 'card0', address: '52:54:00:00:00:03' })
    for (const name of ['vnet0', 'own0', 'macvtap0']) t.ok(of(name)?.flags.includes('UP'), name)
  })

  await t.test('carry packets', async t => {
    await sh('ip addr add 10.9.2.1/24 dev own0')
    await using console = guest.openConsole()
    await console.shown(/virtbus guest ready/)
    for (const [number, card] of ['eth0', 'eth1', 'eth2'].entries()) {
      const network = `10.9.${number + 1}`
      console.type(`ip addr add ${network}.2/24 dev ${card}; ip link set ${card} up\n`)
      console.type(`until ping -c 1 -W 2 ${network}.1; do :; done; echo reached-$((${number}+40))\n`)
      await console.shown(new RegExp(`reached-${number + 40}`))
    }
    t.pass('every card reached the host')
  })

  await t.test('are gone with the guest', async t => {
    await guest.do('Destroy', 'u', '0')
    await guest.becomes('SHUTOFF')
    t.notMatch(await host.succeed(['ip', 'link']), /vnet|own0|macvtap/)
  })

  await t.test('are gone, too, when QEMU does not come up, or the card is missing', async t => {
    const xml = card("type='direct'><source dev='nocard0'/>", 4)
    const other = await HostGuest.define(host, {
      name: 'web2',
      devices: card("type='direct'><source dev='card0'/>", 3) + xml,
    })
    const { status, stderr } = await other.call('Create', 'u', '0')
    t.not(status, 0)
    t.match(stderr, /error creating macvtap interface macvtap\d+@nocard0/)
    t.notMatch(await host.succeed(['ip', 'link']), /macvtap/)
  })

  await t.test('a vsock that the kernel cannot give is refused by name', async t => {
    const other = await HostGuest.define(host, { name: 'web3', devices: "<vsock><cid auto='yes'/></vsock>" })
    const { status, stderr } = await other.call('Create', 'u', '0')
    t.not(status, 0)
    t.match(stderr, /unable to open vhost-vsock device: No such file or directory/)
  })
  t.ok(udev)
})
