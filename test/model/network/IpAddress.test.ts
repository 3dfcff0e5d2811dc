import t from 'tap'
import { formatIpAddress, netmaskPrefix, parseIpAddress } from '../../../src/model/network/IpAddress.js'

const canonical: [string, string][] = [
  ['192.168.1.1', '192.168.1.1'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['f0:0d::f0:0d', 'f0:d::f0:d'],
  ['::', '::'],
  ['::1', '::1'],
  ['fe80::', 'fe80::'],
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
  ['::ffff:10.0.0.1', '::ffff:10.0.0.1'],
]

for (const [text, written] of canonical) {
  await t.test(`${text} is written as ${written}`, async t => {
    const address = parseIpAddress(text)
    t.equal(address && formatIpAddress(address), written)
  })
}

await t.test('names, brackets, zones and short forms are no addresses', async t => {
  t.same(
    ['localhost', '[::1]', 'fe80::1%eth0', '10.1', '1.2.3.256', '1:2', ''].map(parseIpAddress),
    Array(7).fill(undefined),
  )
})

await t.test('a netmask has all its ones in front', async t => {
  t.equal(netmaskPrefix({ family: 4, value: 0xffffff00n }), 24)
  t.equal(netmaskPrefix({ family: 4, value: 0xff00ff00n }), undefined)
})
