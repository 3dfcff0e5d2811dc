import t from 'tap'
import { cpuArgument } from '../../../../src/drivers/qemu/command/cpu.js'
import { fitGuestCpu } from '../../../../src/drivers/qemu/command/fitGuestCpu.js'
import type { CpuDefinition } from '../../../../src/model/cpu/CpuDefinition.js'
import { guestWith, modernEmulator } from './commandFixture.js'

const arguments_ = {
  'nothing is said of a CPU the document does not mention': ['', undefined],
  'features are named as QEMU names them, and facts about the host are left out': [
    `<cpu mode='custom' match='exact'><model>Haswell</model><feature policy='require' name='lahf_lm'/>
      <feature policy='disable' name='pclmuldq'/><feature policy='require' name='cmt'/></cpu>`,
    'Haswell,lahf-lm=on,pclmulqdq=off',
  ],
  'a passed-through CPU keeps its own caches unless told otherwise': [
    `<cpu mode='host-passthrough' migratable='on'><cache mode='disable'/></cpu>`,
    'host,migratable=on,host-cache-info=off,l3-cache=off',
  ],
  'enlightenments are in libvirt’s order, whatever the document’s': [
    `<features><hyperv><vapic state='on'/><relaxed state='on'/><spinlocks state='on' retries='4096'/></hyperv></features>`,
    'qemu64,hv-relaxed=on,hv-vapic=on,hv-spinlocks=0x1000',
  ],
  'timers and paravirtual features are switches of the CPU': [
    `<features><apic eoi='on'/><pvspinlock state='off'/><kvm><hidden state='on'/></kvm><pmu state='off'/></features>
      <clock><timer name='kvmclock' present='no'/><timer name='hypervclock' present='yes'/></clock>`,
    'qemu64,kvmclock=off,hv-time=on,kvm-pv-eoi=on,kvm-pv-unhalt=off,kvm=off,pmu=off',
  ],
} as const

t.test('the CPU in QEMU’s words', async t => {
  for (const [title, [xml, expected]] of Object.entries(arguments_)) {
    t.equal(cpuArgument(guestWith('', xml)), expected, title)
  }
})

const host: CpuDefinition = {
  type: 'host',
  mode: 'custom',
  arch: 'x86_64',
  model: 'Haswell',
  vendor: 'Intel',
  fallback: 'allow',
  features: [{ name: 'vmx' }, { name: 'invtsc' }, { name: 'osxsave' }],
}

function fitted(xml: string): string | undefined {
  const domain = guestWith('', xml)
  fitGuestCpu(domain, modernEmulator, host)
  return cpuArgument(domain)
}

t.test('host-model becomes the host’s CPU, without what hinders migration and what no guest has', async t => {
  t.match(fitted("<cpu mode='host-model'/>"), /^Haswell,vmx=on/)
  t.notMatch(fitted("<cpu mode='host-model'/>"), /invtsc|osxsave/)
})

t.test('optional features are decided by the host', async t => {
  const cpu = (feature: string) =>
    `<cpu mode='custom' match='exact'><model>core2duo</model><feature policy='optional' name='${feature}'/></cpu>`
  t.match(fitted(cpu('vmx')), 'core2duo,vmx=on')
  t.match(fitted(cpu('svm')), 'core2duo,svm=off')
})

t.test('a feature that is forbidden must not be there', async t => {
  const cpu = `<cpu mode='custom' match='exact'><model>core2duo</model><feature policy='forbid' name='vmx'/></cpu>`
  t.throws(() => fitted(cpu), { code: 'CPU_INCOMPATIBLE' })
})
