import t from 'tap'
import { formatDevice } from '../../../../src/model/domain/devices/formatDevice.js'
import { parseDevice } from '../../../../src/model/domain/devices/parseDevice.js'
import { parseXml } from '../../../../src/model/xml/parseXml.js'
import { XmlWriter } from '../../../../src/model/xml/XmlWriter.js'

function disk(cookies: string, protocol = 'https'): string {
  return `<disk type='network' device='cdrom'><source protocol='${protocol}' name='x.iso' query='a'><host name='h'/>
    <ssl verify='no'/><cookies>${cookies}</cookies><timeout seconds='6'/><reconnect delay='3'/></source>
    <target dev='sda' bus='sata'/></disk>`
}

function written(xml: string, secure: boolean): string {
  const writer = new XmlWriter()
  formatDevice(writer, parseDevice(parseXml(xml), { inactive: true }), { secure })
  return writer.toString()
}

t.test('cookies of a disk on a web server', t => {
  t.test('are told only to whom secrets are', t => {
    const xml = disk("<cookie name='session'>t0p</cookie>")
    t.notMatch(written(xml, false), /cookie|t0p/)
    t.match(written(xml, true), /<cookie name='session'>t0p<\/cookie>/)
    t.end()
  })

  t.test('keep to RFC 6265', t => {
    const refused: [string, string][] = [
      ['<cookie>v</cookie>', 'missing cookie name'],
      ["<cookie name='a'/>", "missing value for cookie 'a'"],
      ["<cookie name='a b'>v</cookie>", "cookie name 'a b' contains invalid characters"],
      ["<cookie name='a='>v</cookie>", "cookie name 'a=' contains invalid characters"],
      ["<cookie name='a'>v;w</cookie>", "value of cookie 'a' contains invalid characters"],
      ["<cookie name='a'>v</cookie><cookie name='a'>w</cookie>", "duplicate cookie 'a'"],
    ]
    for (const [cookies, message] of refused) {
      t.throws(
        () => parseDevice(parseXml(disk(cookies)), { inactive: true }),
        { message: new RegExp(message) },
        message,
      )
    }
    t.match(written(disk('<cookie name=\'a\'>"quoted"</cookie>'), true), /quoted/)
    t.end()
  })
  t.end()
})

t.test('settings of one protocol', t => {
  t.test('are passed over where another is spoken', t => {
    const nbd = written(disk("<cookie name='a'>b</cookie>", 'nbd'), true)
    t.notMatch(nbd, /query|ssl|cookie|timeout/)
    t.match(nbd, /<reconnect delay='3'\/>/)
    const https = written(disk('', 'https'), true)
    t.match(https, /query='a'/)
    t.match(https, /<ssl verify='no'\/>/)
    t.notMatch(https, /reconnect/)
    t.end()
  })
  t.end()
})
