import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { formatQemuCapabilities } from '../../../src/model/capabilities/formatQemuCapabilities.js'
import { parseQemuCapabilities } from '../../../src/model/capabilities/parseQemuCapabilities.js'

const corpus = new URL('../../../../../shared/corpus/qemu-caps/', import.meta.url)
const recorded = existsSync(corpus) ? readdirSync(corpus).filter(name => name.endsWith('.xml.gz')) : []

t.test(
  'a capabilities document survives reading and writing',
  { skip: recorded.length === 0 && 'no corpus' },
  async t => {
    const documents = recorded.map(name => gunzipSync(readFileSync(new URL(name, corpus))).toString())
    t.same(
      documents.map(text => formatQemuCapabilities(parseQemuCapabilities(text))),
      documents,
    )
  },
)

t.test('SGX, numbers beyond 2^53 and flags without a number survive as well', async t => {
  const text = `<qemuCaps>
  <emulator>/usr/bin/qemu-system-x86_64</emulator>
  <qemuctime>17</qemuctime>
  <qemumoddirmtime>18</qemumoddirmtime>
  <selfctime>19</selfctime>
  <selfvers>1</selfvers>
  <flag name='kvm'/>
  <flag name='sgx-epc'/>
  <flag name='of-tomorrow'/>
  <version>9001002</version>
  <microcodeVersion>0</microcodeVersion>
  <hostCPUSignature>GenuineIntel, Xeon, 1, 2, 3</hostCPUSignature>
  <kernelVersion>6.1 #1</kernelVersion>
  <arch>x86_64</arch>
  <hostCPU type='tcg' model='base' migratability='no'>
    <property name='xlevel' type='number' value='18446744073709551615'/>
  </hostCPU>
  <cpu type='tcg' name='old' typename='old-cpu' usable='yes' deprecated='yes'/>
  <sgx supported='yes'>
    <flc>yes</flc>
    <sgx1>yes</sgx1>
    <sgx2>no</sgx2>
    <section_size unit='KiB'>1024</section_size>
    <sections>
      <section node='0' size='512' unit='KiB'/>
    </sections>
  </sgx>
  <kvmSupportsNesting/>
</qemuCaps>
`
  t.equal(formatQemuCapabilities(parseQemuCapabilities(text)), text)
})

t.test('a truncated document is refused with the place of the fault', async t => {
  t.throws(() => parseQemuCapabilities('<qemuCaps><emulator>/x</emulator></qemuCaps>'), {
    code: 'XML_ERROR',
    message: /\/qemuCaps: element <arch> is missing/,
  })
})
