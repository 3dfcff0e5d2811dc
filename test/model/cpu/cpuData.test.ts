import t from 'tap'
import { formatCpuData, parseCpuData, traitsOfCpuData } from '../../../src/model/cpu/cpuData.js'
import { signatureFromCpuid, signatureToCpuid } from '../../../src/model/cpu/cpuSignature.js'

const document = `<cpudata arch='x86'>
  <cpuid eax_in='0x00000000' ecx_in='0x00000000' eax='0x0000000d' ebx='0x68747541' ecx='0x444d4163' edx='0x69746e65'/>
  <cpuid eax_in='0x00000001' ecx_in='0x00000000' eax='0x00830f10' ebx='0x00000000' ecx='0x80000001' edx='0x00000000'/>
  <cpuid eax_in='0x00000007' ecx_in='0x00000001' eax='0x00000010' ebx='0x00000000' ecx='0x00000000' edx='0x00000000'/>
  <msr index='0x0000010a' eax='0x00000001' edx='0x00000000'/>
</cpudata>
`

t.test('CPUID data is written as it was read, in ascending order', async t => {
  const data = parseCpuData(document)
  t.equal(formatCpuData(data), document)
  t.equal(formatCpuData({ cpuid: data.cpuid.toReversed(), msrs: data.msrs }), document)
})

t.test('vendor, signature and features are found in leaves, subleaves and registers', async t => {
  const { vendor, signature, features } = traitsOfCpuData(parseCpuData(document))
  t.equal(vendor, 'AMD')
  t.same(signature, { family: 23, model: 49, stepping: 0 })
  t.same([...features].toSorted(), ['avx-vnni', 'hypervisor', 'pni', 'rdctl-no'])
})

t.test('family and model are spread over EAX and come back', async t => {
  const signatures = [0x306c3, 0x830f10, 0x906e9, 0x6f6, 0xb00f21]
  t.same(
    signatures.map(eax => signatureToCpuid(signatureFromCpuid(eax))),
    signatures,
  )
})
