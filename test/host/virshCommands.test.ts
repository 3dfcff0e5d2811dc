// Debian's virsh, unmodified, with hundreds of its commands against our daemons on one host.
import t from 'tap'
import { bootHost } from './bootHost.js'
import { hostSkip } from './hostSkip.js'
import { compareSteps } from './virsh/compareSteps.js'
import { qemuDocuments, testDocuments } from './virsh/documents.js'
import { ownTestSteps } from './virsh/ownTestSteps.js'
import { qemuDiskSteps } from './virsh/qemuDiskSteps.js'
import { qemuSteps } from './virsh/qemuSteps.js'
import { runScript } from './virsh/runScript.js'
import { sessionSteps } from './virsh/sessionSteps.js'
import type { Step } from './virsh/Step.js'
import { testSteps } from './virsh/testSteps.js'

/** What a lone daemon answers in another way than several do. */
const onlyOfOneDaemon = /^(uri|(net|pool)-.*)$/

/** What libvirt's test driver lacks, ours may have. */
function likeLibvirt(printed: string): string | RegExp {
  return printed.includes('this function is not supported by the connection driver') ? /^/ : printed
}

t.setTimeout(180_000)
t.test('virsh', hostSkip(), async t => {
  const host = await bootHost(t)
  for (const [name, text] of Object.entries({ ...testDocuments, ...qemuDocuments })) {
    await host.write(`/srv/virsh/${name}`, text)
  }
  const freshImages = () =>
    host.succeed([
      'sh',
      '-c',
      'cd /var/lib/libvirt/images && rm -f * && truncate -s 10M web1.img extra.img cd.iso cd2.iso',
    ])
  await host.succeed(['install', '--directory', '--owner=ann', '/home/ann'])
  await host.succeed(['systemctl', 'start', 'libvirtd.socket'])

  await t.test('prints of the test driver what it prints of libvirt’s own', async t => {
    const commands = testSteps.map(step => (typeof step === 'string' ? step : step[0]))
    const own = await runScript(host, 'test+unix:///default', commands)
    const reference = await runScript(host, 'test:///default', commands)
    const expected = testSteps.map(
      (step, index): Step => (typeof step === 'string' ? [step, likeLibvirt(reference[index] ?? '')] : step),
    )
    compareSteps(t, expected, own)
  })

  await t.test('prints of the test driver’s further objects what they are', async t => {
    const outputs = await runScript(
      host,
      'test+unix:///default',
      ownTestSteps.map(([command]) => command),
    )
    compareSteps(t, ownTestSteps, outputs)
    t.equal((await host.read('/tmp/back')).slice(0, testDocuments['secret.xml'].length), testDocuments['secret.xml'])
  })

  await t.test('prints of QEMU guests what it prints with libvirt’s own daemon', async t => {
    await freshImages()
    const outputs = await runScript(
      host,
      'qemu:///system',
      qemuSteps.map(([command]) => command),
    )
    compareSteps(t, qemuSteps, outputs)
  })

  await t.test('prints of snapshots, disks and tuning what it prints with libvirt’s own daemon', async t => {
    const outputs = await runScript(
      host,
      'qemu:///system',
      qemuDiskSteps.map(([command]) => command),
    )
    compareSteps(t, qemuDiskSteps, outputs)
  })

  await t.test('prints the same of the modular daemons through virtproxyd', async t => {
    const classic = 'qemu+unix:///system?socket=/run/libvirt/libvirt-sock'
    await host.succeed(['systemctl', 'stop', 'libvirtd.service', 'libvirtd.socket'])
    await host.succeed(['systemctl', 'start', 'virtqemud.socket', 'virtproxyd.socket'])
    await freshImages()
    const steps = [...qemuSteps.filter(([command]) => !onlyOfOneDaemon.test(command)), ...qemuDiskSteps]
    const outputs = await runScript(
      host,
      classic,
      steps.map(([command]) => command),
    )
    compareSteps(t, steps, outputs)
  })

  await t.test('finds or starts the daemon of a user’s session', async t => {
    const outputs = await runScript(
      host,
      'qemu:///session',
      sessionSteps.map(([command]) => command),
      { user: 'ann' },
    )
    compareSteps(t, sessionSteps, outputs)
  })
})
