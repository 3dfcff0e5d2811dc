import t from 'tap'
import { type QemuImgRequest, qemuImgCommands } from '../../../src/drivers/storage/qemuImgCommands.js'
import { parseVolume } from '../../../src/model/storage/parseVolume.js'

const secret = "<secret type='passphrase' uuid='f52a81b2-424e-490c-823d-6bd4235bc572'/>"
const luks = (inner = '') => `<encryption format='luks'>${secret}${inner}</encryption>`
const volume = (target: string, rest = '') =>
  parseVolume(
    `<volume><name>v</name><capacity unit='KiB'>4</capacity><target><path>/v</path>${target}</target>${rest}</volume>`,
    { type: 'dir' },
  )
const qcow2 = (inner = '') => `<format type='qcow2'/>${inner}`

const made: [string, QemuImgRequest, string[]][] = [
  [
    'metadata is allocated ahead when asked for',
    { volume: volume(qcow2(), '<allocation>0</allocation>'), preallocateMetadata: true },
    ['qemu-img create -f qcow2 -o preallocation=metadata,compat=1.1 /v 4K'],
  ],
  [
    'all space is allocated ahead when the volume wants it',
    { volume: volume(qcow2()), preallocateMetadata: true },
    ['qemu-img create -f qcow2 -o preallocation=falloc,compat=1.1 /v 4K'],
  ],
  [
    'an encrypted qcow2 image says so',
    { volume: volume(qcow2(luks("<cipher name='aes' size='256' mode='xts'/>"))), secretFile: '/a,b' },
    [
      'qemu-img create -f qcow2 --object secret,id=v_encrypt0,file=/a,,b' +
        ' -o encrypt.format=luks,encrypt.key-secret=v_encrypt0,encrypt.cipher-alg=aes-256,encrypt.cipher-mode=xts,compat=1.1 /v 4K',
    ],
  ],
  [
    'clusters and features are options',
    {
      volume: volume(
        qcow2('<nocow/><clusterSize>65536</clusterSize><features><lazy_refcounts/><extended_l2/></features>'),
      ),
    },
    ['qemu-img create -f qcow2 -o nocow=on,compat=1.1,cluster_size=65536,lazy_refcounts,extended_l2=on /v 4K'],
  ],
  [
    'a copy takes no backing image over',
    {
      volume: volume(qcow2(), '<backingStore><path>/b</path></backingStore>'),
      input: volume("<format type='iso'/>"),
    },
    ['qemu-img convert -f raw -O qcow2 -o compat=1.1 /v /v'],
  ],
]

for (const [title, request, expected] of made) {
  await t.test(title, async t => {
    t.same(
      qemuImgCommands(request).map(argv => argv.join(' ')),
      expected,
    )
  })
}

const refused: [string, QemuImgRequest, string][] = [
  [
    'a raw difference',
    { volume: volume('', '<backingStore><path>/b</path></backingStore>') },
    'unsupported configuration: cannot set backing store for raw volume',
  ],
  [
    'features of an old image',
    { volume: volume(qcow2('<compat>0.10</compat><features><extended_l2/></features>')) },
    "unsupported configuration: 'extended_l2' not supported with compat level 0.10",
  ],
  [
    'two secrets',
    { volume: volume(luks(secret)), secretFile: '/s' },
    'XML error: too many secrets for luks encryption',
  ],
  ['no secret', { volume: volume("<encryption format='luks'/>") }, 'XML error: no secret provided for luks encryption'],
  ['no file', { volume: volume(luks()) }, 'internal error: path to secret data file is required'],
  [
    'preallocation of bytes',
    { volume: volume(''), preallocateMetadata: true },
    'unsupported configuration: metadata preallocation only available with qcow2',
  ],
  [
    'an encrypted vmdk',
    { volume: volume(`<format type='vmdk'/>${luks()}`), secretFile: '/s' },
    'unsupported configuration: volume encryption unsupported with format vmdk',
  ],
]

for (const [title, request, message] of refused) {
  await t.test(`${title} is refused`, async t => {
    t.throws(() => qemuImgCommands(request), { name: 'LibvirtError', message })
  })
}

await t.test('a comma in a name or path does not end the value', async t => {
  const at = (name: string, path: string, inner: string) => {
    const made = volume(inner)
    return { ...made, name, target: { ...made.target, path } }
  }
  const request = { volume: at('a,b', '/a,file.locking=off', luks()), input: at('v', '/in,x=y', ''), secretFile: '/s' }
  const text = JSON.stringify(qemuImgCommands(request))
  t.match(text, 'file.filename=/in,,x=y')
  t.match(text, 'file.filename=/a,,file.locking=off,key-secret=a,,b_encrypt0')
  t.match(text, 'secret,id=a,,b_encrypt0,file=/s')
})
