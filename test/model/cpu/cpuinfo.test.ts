import t from 'tap'
import { parseCpuInfo } from '../../../src/model/cpu/cpuinfo.js'

const text = `processor	: 0
vendor_id	: GenuineIntel
cpu family	: 6
model		: 85
model name	: Intel(R) Xeon(R)
stepping	: 7
microcode	: 0x5003303
flags		: fpu sse4_1 tsc_deadline_timer xsave dts constant_tsc nonstop_tsc avx512_vnni avx512_bf16 pni rep_good
address sizes	: 46 bits physical, 48 bits virtual

processor	: 1
flags		: warp
`

t.test('the first CPU is described by the names of the map', async t => {
  const info = parseCpuInfo(text)
  t.match(info, {
    vendor: 'Intel',
    signature: { family: 6, model: 85, stepping: 7 },
    microcodeVersion: 0x5003303,
    physAddrBits: 46,
  })
  const expected = 'avx512-bf16 avx512vnni ds fpu invtsc osxsave pni sse4.1 tsc-deadline xsave'
  t.equal([...(info?.features ?? [])].toSorted((a, b) => (a < b ? -1 : 1)).join(' '), expected)
})

t.test('a CPU that is no x86 is not described', async t => {
  t.equal(parseCpuInfo('processor\t: 0\nFeatures\t: fp asimd\n'), undefined)
})
