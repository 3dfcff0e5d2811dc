import t from 'tap'
import { dnsmasqConfiguration, needsDnsmasq } from '../../../src/drivers/network/dnsmasqConfiguration.js'
import { parseNetwork } from '../../../src/model/network/parseNetwork.js'
import { fixedRandom } from '../../conformance/fixedRandom.js'

const network = (inner: string) =>
  parseNetwork(`<network><name>n</name><bridge name='virbr0'/>${inner}</network>`, fixedRandom)
const linesOf = (inner: string) => {
  const { conf } = dnsmasqConfiguration(network(inner), { directory: '/d', pidFile: '/run/n.pid' })
  return conf.split('\n').filter(line => line !== '' && !line.startsWith('#'))
}

await t.test('guests of an isolated network get no route and ask nobody outside', async t => {
  t.same(linesOf("<ip address='10.0.0.1' prefix='24'/>"), [
    'strict-order',
    'pid-file=/run/n.pid',
    'except-interface=lo',
    'bind-dynamic',
    'interface=virbr0',
    'dhcp-option=3',
    'no-resolv',
    'ra-param=*,0,0',
    'addn-hosts=/d/n.addnhosts',
  ])
})

await t.test('a network without name server listens on no port for names and has no table of them', async t => {
  const lines = linesOf("<forward mode='open'/><dns enable='no'/><ip address='10.0.0.1' prefix='8'/>")
  t.same(lines, [
    'strict-order',
    'port=0',
    'pid-file=/run/n.pid',
    'except-interface=lo',
    'bind-dynamic',
    'interface=virbr0',
  ])
})

await t.test('a service with the target . is not to be had', async t => {
  const lines = linesOf("<dns><srv service='s' protocol='tcp' target='.' port='1'/></dns>")
  t.ok(lines.includes('srv-host=_s._tcp'))
})

await t.test('hosts and their names go into tables of their own', async t => {
  const given = network(
    `<dns><host ip='10.0.0.7'><hostname>a</hostname><hostname>b</hostname></host></dns>
     <ip address='10.0.0.1' prefix='24'><dhcp>
       <host name='c' ip='10.0.0.8'><lease expiry='0'/></host>
     </dhcp></ip>`,
  )
  const { hosts, additionalHosts } = dnsmasqConfiguration(given, { directory: '/d' })
  t.equal(hosts, 'c,10.0.0.8,infinite\n')
  t.equal(additionalHosts, '10.0.0.7\ta\tb\n')
})

await t.test('two DHCP servers of one family are refused', async t => {
  const range = (subnet: number) =>
    `<ip address='10.0.${subnet}.1' prefix='24'><dhcp><range start='10.0.${subnet}.2' end='10.0.${subnet}.3'/></dhcp></ip>`
  t.throws(() => linesOf(range(0) + range(1)), {
    message: 'unsupported configuration: For IPv4, multiple DHCP definitions cannot be specified.',
  })
})

await t.test('values cannot add lines', async t => {
  const ip = (inner: string) => `<ip address='10.0.0.1' prefix='24'>${inner}</ip>`
  const host = "<host mac='52:54:00:7b:35:93' name='a&#10;b' ip='10.0.0.2'/>"
  const rows = [
    `<dns><txt name='a' value='b&#10;dhcp-script=/tmp/x'/></dns>${ip('')}`,
    `<dns><host ip='10.0.0.2'><hostname>a&#10;10.0.0.3 b</hostname></host></dns>${ip('')}`,
    ip(`<dhcp>${host}</dhcp>`),
    ip("<tftp root='/a&#13;b'/>"),
  ]
  for (const row of rows) t.throws(() => linesOf(row), { message: /a line break in / })
})

await t.test('a prefix that ends within a label has no reverse domain', async t => {
  t.throws(() => linesOf("<ip address='10.0.0.1' prefix='20' localPtr='yes'/>"), {
    message: 'unsupported configuration: PTR domain for IPv4 network with prefix 20 cannot be automatically created',
  })
})

await t.test('a network with addresses needs dnsmasq unless it serves nothing', async t => {
  t.equal(needsDnsmasq(network('')), false)
  t.equal(needsDnsmasq(network("<ip address='10.0.0.1' prefix='24'/>")), true)
  t.equal(needsDnsmasq(network("<dns enable='no'/><ip address='10.0.0.1' prefix='24'/>")), false)
  t.equal(needsDnsmasq(network("<dns enable='no'/><ip address='10.0.0.1' prefix='24'><tftp root='/'/></ip>")), true)
})
