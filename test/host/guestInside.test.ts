// A guest's inside on a real host: its agent, its memory and its images, by real clients, with QEMU as a user of its own.
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { agentImage } from '../guest/agentImage.js'
import { bootHost } from './bootHost.js'
import { guestOnHost, HostGuest } from './HostGuest.js'
import { hostSkip } from './hostSkip.js'
import { virsh } from './virsh.js'

t.setTimeout(600_000)
agentImage()

const folder = '/var/lib/libvirt/images'
const devices = `<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
  <disk type='file'><driver name='qemu' type='qcow2'/><source file='${folder}/inside.qcow2'/><target dev='vda' bus='virtio'/></disk>`

t.test('a guest with an agent and a disk', hostSkip(), async t => {
  const host = await bootHost(t)
  await host.succeed(['sh', '-c', `mkdir -p ${folder} && qemu-img create -q -f qcow2 ${folder}/inside.qcow2 64M`])
  const image = { ...guestOnHost, initramfs: '/srv/guest/initramfs-agent.gz' }
  const guest = await HostGuest.define(host, { name: 'inside', words: 'virtbus.agent', devices }, image)
  const client = async (command: string) => {
    const { status, stdout, stderr } = await virsh(host, 'root', command)
    if (status !== 0) throw new Error(`virsh ${command}: ${stderr}`)
    return stdout
  }
  const owner = async (path: string) => (await host.succeed(['stat', '-c', '%U', path])).trim()
  const answers = async () => {
    for (let tries = 0; tries < 600; tries++) {
      const { status } = await virsh(host, 'root', `qemu-agent-command inside '{"execute":"guest-ping"}'`)
      if (status === 0) return
      await sleep(100)
    }
    throw new Error('the agent never answered')
  }

  await t.test('answers by its agent, over the bus and to virsh', async t => {
    await guest.do('Create', 'u', '0')
    await answers()
    t.match(await guest.do('GetHostname', 'u', '0'), /^s "\(none\)"/)
    t.match(await guest.do('GetTime', 'u', '0'), /^\(tu\) \d{10} \d+/)
    t.match(await guest.do('InterfaceAddresses', 'uu', '1', '0'), /127\.0\.0\.1/)
    t.match(await client('guestinfo inside'), /os\.id\s+: virtbus[^]*disk\.\d+\.alias\s+: vda/)
  })

  await t.test('is still spoken to by a daemon that was restarted', async t => {
    await host.succeed(['systemctl', 'restart', 'virtqemud.service'])
    t.match(await client(`qemu-agent-command inside '{"execute":"guest-ping"}'`), '{"return":{}}')
  })

  await t.test('has snapshots of all kinds, and goes back to them', async t => {
    await client('snapshot-create-as inside whole')
    await client('snapshot-create-as inside disks --disk-only --quiesce')
    t.match(await owner(`${folder}/inside.disks`), /qemu/)
    t.match(await guest.do('ListDomainSnapshots', 'u', '0'), /^ao 2 /)
    t.match(await client('snapshot-list inside --tree'), /whole[^]*\+- disks/)
    t.equal((await virsh(host, 'ann', 'snapshot-delete inside disks')).status, 1, 'not by everybody')
    await client('snapshot-delete inside disks')
    t.match(await client('domblklist inside'), `${folder}/inside.qcow2`)
    await client('snapshot-revert inside whole')
    await answers()
    await guest.do('SnapshotCreateXML', 'su', '<domainsnapshot><name>bus</name></domainsnapshot>', '0')
    await client('snapshot-delete inside bus')
    await client('snapshot-delete inside whole')
  })

  await t.test('moves to another image while it runs, which is lent to QEMU and given back', async t => {
    await client(`blockcopy inside vda ${folder}/moved.qcow2 --wait --pivot`)
    t.match(await client('domblklist inside'), `${folder}/moved.qcow2`)
    t.match(await owner(`${folder}/moved.qcow2`), /qemu/)
    t.equal(await owner(`${folder}/inside.qcow2`), 'root')
    await client('snapshot-create-as inside layer --disk-only --no-metadata')
    await client('blockcommit inside vda --active --pivot --delete')
    t.equal((await host.run(['test', '-e', `${folder}/moved.layer`])).status, 1)
    t.match(await client('domblklist inside'), `${folder}/moved.qcow2`)
  })

  await t.test('is written into a core file', async t => {
    await guest.do('CoreDump', 'suu', '/var/tmp/inside.core', '0', '16')
    t.match(await host.succeed(['head', '-c', '4', '/var/tmp/inside.core']), '\x7fELF')
    await host.succeed(['rm', '/var/tmp/inside.core'])
  })

  await t.test('shuts down by its agent, and nothing is left lent', async t => {
    await answers()
    await client('shutdown inside --mode agent')
    await guest.becomes('SHUTOFF')
    t.equal(await owner(`${folder}/moved.qcow2`), 'root')
    await guest.do('Undefine', 'u', '0')
  })
})
