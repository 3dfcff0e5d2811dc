import { corpusDocuments } from './conversions.js'

const samples = [
  "<network><name>n</name><bridge name='b'/><ip address='10.0.0.1' prefix='24'><dhcp><range start='10.0.0.2' end='10.0.0.9'/></dhcp></ip></network>",
  "<pool type='netfs'><name>p</name><source><host name='h'/><dir path='/d'/></source><target><path>/t</path></target></pool>",
  "<volume><name>v</name><capacity unit='G'>1</capacity><target><format type='qcow2'/></target></volume>",
  "<secret ephemeral='no'><usage type='volume'><volume>/v</volume></usage></secret>",
  "<filter name='f'><rule action='drop' direction='in' priority='1'><tcp srcipaddr='10.0.0.1' dstportstart='$P[@1]'/></rule></filter>",
  "<interface type='bridge' name='br'><bridge stp='on'><interface type='ethernet' name='eth0'/></bridge></interface>",
  '<device><name>d</name><capability type="usb_device"><bus>1</bus><device>2</device></capability></device>',
  "<domainbackup><disks><disk name='vda' index='1'><target file='/f'/></disk></disks></domainbackup>",
  "<domaincheckpoint><name>c</name><creationTime>1</creationTime><disks><disk name='vda'/></disks></domaincheckpoint>",
  "<domainsnapshot><name>s</name><state>running</state><creationTime>1</creationTime><disks><disk name='vda'><source file='/f'/></disk></disks></domainsnapshot>",
]

const words = [
  '',
  ' ',
  '-1',
  '0',
  '1',
  '+1',
  '0x10',
  '1e3',
  '255',
  '256',
  '65536',
  '4294967296',
  '9223372036854775808',
  '18446744073709551616',
  '99999999999999999999999999',
  'yes',
  'no',
  'default',
  'none',
  '__proto__',
  'toString',
  'constructor',
  '../../etc/passwd',
  '$A[@1]',
  '::',
  '1.2.3.4.5',
  'ff:ff:ff:ff:ff:ff',
  '00000000-0000-0000-0000-000000000000',
  '\u{1F600}',
  'x'.repeat(5000),
]

/** Numbers that look random, the same ones each time. */
function sequence(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return (state >>> 8) % below
  }
}

/** The document with one value, attribute, tag or part of it changed. */
function damage(document: string, next: (below: number) => number): string {
  const word = words[next(words.length)] ?? ''
  const places = (pattern: RegExp) => [...document.matchAll(pattern)]
  const replace = (match: RegExpMatchArray | undefined, text: string) =>
    match?.index === undefined
      ? document
      : document.slice(0, match.index) + text + document.slice(match.index + match[0].length)
  const one = (pattern: RegExp) => {
    const all = places(pattern)
    return all[next(all.length || 1)]
  }
  switch (next(6)) {
    case 0:
      return replace(one(/=(?:'[^']*'|"[^"]*")/g), `='${word}'`)
    case 1:
      return replace(one(/>[^<>]*<\//g), `>${word}</`)
    case 2:
      return replace(one(/ [a-zA-Z_-]+=(?:'[^']*'|"[^"]*")/g), '')
    case 3:
      return replace(one(/<[a-zA-Z_-]+[^<>]*\/>/g), '')
    case 4: {
      const element = one(/<([a-zA-Z_-]+)[^<>]*>[^<>]*<\/\1>/g)
      return replace(element, (element?.[0] ?? '').repeat(2))
    }
    default:
      return document.slice(0, next(document.length))
  }
}

/** Samples and documents of the corpus, each damaged in different ways; the same ones each time. */
export function* damagedDocuments(): Generator<string> {
  const documents = [...samples, ...corpusDocuments().map(({ document }) => document)]
  // More rounds find more: DAMAGE_ROUNDS=1000 takes minutes.
  const rounds = Number(process.env['DAMAGE_ROUNDS'] ?? 10)
  for (const [index, document] of documents.entries()) {
    const next = sequence(index + 1)
    for (let round = 0; round < rounds; round++) yield damage(damage(document, next), next)
  }
}
