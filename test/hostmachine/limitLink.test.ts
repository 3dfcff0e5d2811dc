import { spawnSync } from 'node:child_process'
import t from 'tap'
import { limitCommands, limitLink } from '../../src/host/limitLink.js'
import { systemProcesses } from '../../src/host/Processes.js'

t.test('what the host sends waits in a queue, what it receives above the limit is dropped', async t => {
  const limits = {
    sent: { average: 1000n, peak: 2000n, burst: 500n },
    received: { average: 300n, peak: 0n, burst: 0n },
  }
  t.same(
    limitCommands('vnet0', limits).map(words => words.join(' ')),
    [
      'qdisc add dev vnet0 root handle 1: htb default 1',
      'class add dev vnet0 parent 1: classid 1:1 htb rate 1000kbps ceil 2000kbps burst 500kb',
      'qdisc add dev vnet0 ingress',
      'filter add dev vnet0 parent ffff: protocol all u32 match u32 0 0 police rate 300kbps burst 300kb mtu 64kb drop flowid :1',
    ],
  )
  t.same(limitCommands('vnet0', {}), [])
})

const asRoot = process.getuid?.() === 0 ? false : 'making links takes root'

t.test('a link gets limits, others in their place, and none', { skip: asRoot }, async t => {
  const link = `vbl${process.pid}`
  spawnSync('ip', ['tuntap', 'add', link, 'mode', 'tap'])
  t.teardown(() => spawnSync('ip', ['link', 'del', link]))
  const shown = () => spawnSync('tc', ['class', 'show', 'dev', link], { encoding: 'utf8' }).stdout
  await limitLink(systemProcesses, link, { sent: { average: 1000n, peak: 0n, burst: 0n } })
  t.match(shown(), /class htb 1:1 root prio 0 rate 8Mbit/)
  await limitLink(systemProcesses, link, { sent: { average: 500n, peak: 0n, burst: 0n } })
  t.match(shown(), /rate 4Mbit/)
  await limitLink(systemProcesses, link, {})
  t.equal(shown(), '')
})

t.test('a link that is not there cannot be limited', { skip: asRoot }, async t => {
  await t.rejects(limitLink(systemProcesses, 'nolink0', { sent: { average: 1n, peak: 0n, burst: 0n } }), {
    code: 'INTERNAL_ERROR',
    message: /Unable to set bandwidth of link nolink0/,
  })
})
