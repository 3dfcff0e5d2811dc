// libvirt's own administration client on a real daemon.
import t from 'tap'
import * as calls from '../../../src/api/adminCalls.js'
import { DescriptorSocket } from '../../../src/host/DescriptorSocket.js'
import { RawClient } from '../RawClient.js'
import { SessionDaemon, withoutClient } from '../SessionDaemon.js'

t.test('virt-admin manages a daemon', withoutClient('virt-admin', 'virsh'), async t => {
  const daemon = await SessionDaemon.start(t, 'libvirtd')
  const uri = `libvirtd:///session?socket=${daemon.socket('libvirt-admin-sock')}`
  const admin = (...args: string[]) => daemon.run('virt-admin', '-c', uri, ...args)

  t.match(admin('server-list').stdout, /0 +libvirtd\n 1 +admin/)
  t.equal(admin('server-threadpool-set', 'libvirtd', '--min-workers', '3', '--max-workers', '9').status, 0)
  t.match(admin('server-threadpool-info', 'libvirtd').stdout, /minWorkers +: 3\nmaxWorkers +: 9/)
  t.match(
    admin('server-threadpool-set', 'libvirtd', '--min-workers', '30').stderr,
    /must not be larger than maxWorkers/,
  )
  t.equal(admin('server-clients-set', 'libvirtd', '--max-clients', '50').status, 0)
  t.match(admin('server-clients-info', 'libvirtd').stdout, /nclients_max +: 50/)
  t.match(admin('server-update-tls', 'libvirtd').stderr, /no tls service found/)
  t.equal(admin('daemon-log-filters', '--filters', '1:rpc 3:bus').status, 0)
  t.match(admin('daemon-log-filters').stdout, /Logging filters: 1:rpc 3:bus/)
  t.equal(admin('daemon-log-outputs', '--outputs', '2:stderr').status, 0)
  t.match(admin('daemon-log-outputs').stdout, /Logging outputs: 2:stderr/)
  t.match(admin('client-disconnect', 'libvirtd', '77').stderr, /No client with matching ID '77'/)
  t.match(admin('version').stdout, /Running against daemon: 11\.3\.0/)
  t.equal(admin('daemon-timeout', '--timeout', '600').status, 0)

  const shell = RawClient.begin(DescriptorSocket.connect(daemon.socket('libvirt-sock')))
  const user = await shell
  const [, id = ''] = / (\d+) +unix/.exec(admin('client-list', 'libvirtd').stdout) ?? []
  t.match(admin('client-info', 'libvirtd', id).stdout, new RegExp(`unix_process_id *: *${process.pid}`))
  t.equal(admin('client-disconnect', 'libvirtd', id).status, 0)
  await t.rejects(user.receive(), /hung up/)
})

t.test('a daemon told to end answers first and ends in order', async t => {
  const daemon = await SessionDaemon.start(t, 'libvirtd')
  const client = RawClient.over(DescriptorSocket.connect(daemon.socket('libvirt-admin-sock')))
  await client.call(calls.admConnectOpen, { flags: 0 })
  t.same(await client.call(calls.admConnectDaemonShutdown, { flags: 0 }), {})
  t.equal(await daemon.ended, 0)
})
