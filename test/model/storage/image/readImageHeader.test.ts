import t from 'tap'
import { imageHeaderLength } from '../../../../src/model/storage/image/ImageHeader.js'
import { detectImageFormat, readImageHeader } from '../../../../src/model/storage/image/readImageHeader.js'

type Part = readonly [at: number, value: string | number | bigint]

/** Bytes with texts, numbers of 32 and big numbers of 64 bits at their places. */
function image(parts: readonly Part[], littleEndian = false, length = imageHeaderLength): Uint8Array {
  const bytes = Buffer.alloc(length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (const [at, value] of parts) {
    if (typeof value === 'string') bytes.write(value, at, 'latin1')
    else if (typeof value === 'bigint') view.setBigUint64(at, value, littleEndian)
    else view.setUint32(at, value, littleEndian)
  }
  return bytes
}

const qcow2: readonly Part[] = [
  [0, 'QFI\xfb'],
  [4, 3],
  [20, 16],
  [24, 5368709120n],
  [100, 112],
]
const named: readonly Part[] = [
  [8, 600n],
  [16, 9],
  [600, 'base.img\0'],
]
const little = true

const rows: readonly (readonly [string, Uint8Array, string, object])[] = [
  ['nothing', image([]), 'raw', {}],
  ['too little', image([[0, 'QFI']], false, 3), 'raw', {}],
  ['ISO 9660', image([[32769, 'CD001']]), 'iso', { capacity: undefined }],
  [
    'LUKS',
    image([
      [0, 'LUKS\xba\xbe'],
      [6, '\0\x01'],
    ]),
    'luks',
    { encryption: 'luks' },
  ],
  [
    'qcow',
    image([[0, 'QFI\xfb'], [4, 1], [24, 7n], [36, 1], ...named]),
    'qcow',
    {
      capacity: 7n,
      encryption: 'qcow',
      backing: { path: 'base.img' },
    },
  ],
  [
    'qcow2',
    image(qcow2),
    'qcow2',
    {
      capacity: 5368709120n,
      compat: '1.1',
      clusterSize: 65536n,
      features: [],
      backing: undefined,
      dataFile: undefined,
      encryption: undefined,
    },
  ],
  [
    'qcow2 of old',
    image([
      [0, 'QFI\xfb'],
      [4, 2],
      [20, 16],
      [24, 7n],
      [32, 2],
    ]),
    'qcow2',
    {
      compat: '0.10',
      encryption: 'luks',
      features: undefined,
    },
  ],
  [
    'qcow2 with extensions',
    image([
      ...qcow2,
      ...named,
      [72, 4n + 16n],
      [80, 1n],
      [112, 0x12345678],
      [116, 3],
      [128, 0xe2792aca],
      [132, 3],
      [136, 'raw'],
      [144, 0x44415441],
      [148, 9],
      [152, 'data.file'],
    ]),
    'qcow2',
    {
      backing: { path: 'base.img', format: 'raw' },
      dataFile: 'data.file',
      features: ['lazy_refcounts', 'extended_l2'],
    },
  ],
  [
    'QED',
    image(
      [
        [0, 'QED\0'],
        [16, 5n],
        [48, 9n],
        [56, 600],
        [60, 5],
        [600, 'b.img'],
      ],
      little,
    ),
    'qed',
    {
      capacity: 9n,
      backing: { path: 'b.img', format: 'raw' },
    },
  ],
  [
    'VMDK',
    image(
      [
        [0, 'KDMV'],
        [4, 1],
        [12, 4n],
        [512, 'x\nparentFileNameHint="p.vmdk"\n'],
      ],
      little,
    ),
    'vmdk',
    {
      capacity: 2048n,
      backing: { path: 'p.vmdk', format: 'vmdk' },
    },
  ],
  [
    'VDI',
    image(
      [
        [64, '\x7f\x10\xda\xbe'],
        [68, 0x10001],
        [368, 8n],
      ],
      little,
    ),
    'vdi',
    { capacity: 8n },
  ],
  [
    'VPC',
    image([
      [0, 'conectix'],
      [12, 0x10000],
      [40, 8n],
    ]),
    'vpc',
    { capacity: 8n },
  ],
  [
    'ploop',
    image(
      [
        [0, 'WithouFreSpacExt'],
        [16, 2],
        [36, 2n],
      ],
      little,
    ),
    'ploop',
    { capacity: 1024n },
  ],
  [
    'COW',
    image([
      [0, 'OOOM'],
      [4, 2],
      [8, '/b'],
      [1036, 8n],
    ]),
    'cow',
    { capacity: 8n, backing: { path: '/b' } },
  ],
]

for (const [title, bytes, format, expected] of rows) {
  await t.test(title, async t => {
    const detected = detectImageFormat(bytes)
    t.equal(detected, format)
    t.match(readImageHeader(bytes, detected), { format, ...expected })
  })
}

await t.test('an image says nothing in another format than its own', async t => {
  t.strictSame(readImageHeader(image(qcow2), 'raw'), { format: 'raw' })
  t.strictSame(readImageHeader(image(qcow2), 'vmdk'), { format: 'vmdk' })
})

await t.test('a name outside the header is refused, and extensions without end come to one', async t => {
  const refusal = { name: 'LibvirtError', message: /lies outside it/ }
  for (const place of [2n ** 63n, 2n ** 32n, BigInt(imageHeaderLength - 2)]) {
    t.throws(() => readImageHeader(image([...qcow2, [8, place], [16, 9]]), 'qcow2'), refusal)
  }
  t.throws(() => readImageHeader(image([...qcow2, [8, 600n], [16, 0xffffffff]]), 'qcow2'), refusal)
  const endless = image([...qcow2, [112, 1], [116, 0xffffffff]])
  t.match(readImageHeader(endless, 'qcow2'), { backing: undefined })
  t.match(readImageHeader(image([...qcow2, [100, 0xffffffff]]), 'qcow2'), { backing: undefined })
})
