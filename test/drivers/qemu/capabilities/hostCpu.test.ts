import t from 'tap'
import { hostCpu, type HostCpuSource } from '../../../../src/drivers/qemu/capabilities/hostCpu.js'
import type { KvmFacts } from '../../../../src/host/native.js'
import type { CpuidAnswer } from '../../../../src/host/readCpuid.js'

const cpuinfo = 'processor : 0\nvendor_id : GenuineIntel\ncpu family : 6\nmodel : 85\nstepping : 7\nflags : fpu\n\n'

/** An Intel CPU of few features. @param edx of leaf 7 */
function answers(edx: number): CpuidAnswer[] {
  return [
    { leaf: 0, subleaf: 0, eax: 7, ebx: 0x756e_6547, ecx: 0x6c65_746e, edx: 0x4965_6e69 },
    { leaf: 1, subleaf: 0, eax: 0x5_0657, ebx: 0, ecx: 0x8020_2001, edx: 0x078b_fbff },
    { leaf: 7, subleaf: 0, eax: 0, ebx: 0, ecx: 0, edx },
  ]
}

function source(edx: number, kvm: KvmFacts | undefined): HostCpuSource {
  return {
    files: { read: async () => cpuinfo },
    cpuid: async () => answers(edx),
    kvm: async msrs => kvm && { ...kvm, msrs: kvm.msrs.filter(({ index }) => msrs.includes(index)) },
  }
}

async function described(edx: number, kvm: KvmFacts | undefined) {
  const cpu = await hostCpu('x86_64', source(edx, kvm), [])
  const names = cpu?.definition.features.map(({ name }) => name) ?? []
  return { tsc: cpu?.definition.tsc, immune: names.includes('rdctl-no') }
}

const architectureBit = 2 ** 29
const kvm: KvmFacts = { tscKhz: 2_596_094, tscScaling: false, msrs: [{ index: 0x10a, eax: 1, edx: 0 }] }

t.test('what the CPU is immune to stands in a register, if it has that', async t => {
  t.equal((await described(architectureBit, kvm)).immune, true)
  t.equal((await described(0, kvm)).immune, false)
  t.equal((await described(architectureBit, undefined)).immune, false)
})

t.test('KVM knows the frequency of the time stamp counter', async t => {
  t.same((await described(0, kvm)).tsc, { frequency: 2_596_094_000n, scaling: false })
  t.equal((await described(0, { msrs: [] })).tsc, undefined)
  t.equal((await described(0, undefined)).tsc, undefined)
})

t.test('a host that is no x86 is not described', async t => {
  const none: HostCpuSource = {
    files: { read: async () => '' },
    cpuid: async () => undefined,
    kvm: async () => undefined,
  }
  t.equal(await hostCpu('aarch64', none, []), undefined)
})
