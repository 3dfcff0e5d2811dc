import t from 'tap'
import { compareCpus } from '../../../src/model/cpu/compareCpus.js'
import { baselineCpu } from '../../../src/model/cpu/baselineCpu.js'
import { guestCpuOnHost } from '../../../src/model/cpu/guestCpuOnHost.js'
import { parseCpuDocument } from '../../../src/model/cpu/parseCpuDefinition.js'
import { updateCpu } from '../../../src/model/cpu/updateCpu.js'

const host = parseCpuDocument(
  "<cpu><arch>x86_64</arch><model>Penryn</model><vendor>Intel</vendor><feature name='vmx'/></cpu>",
)
const guest = (attributes: string, content: string) => parseCpuDocument(`<cpu ${attributes}>${content}</cpu>`)

const cases: [title: string, attributes: string, content: string, result: string][] = [
  ['the host itself', '', "<model>Penryn</model><feature name='vmx'/>", 'identical'],
  ['less than the host', '', '<model>Conroe</model>', 'superset'],
  ['less than the host, strictly', "match='strict'", '<model>Conroe</model>', 'incompatible'],
  ['more than the host', '', '<model>Westmere</model>', 'incompatible'],
  ['more than the host, by force', '', "<model>Penryn</model><feature policy='force' name='aes'/>", 'superset'],
  [
    'a feature the host must not have',
    '',
    "<model>Penryn</model><feature policy='forbid' name='vmx'/>",
    'incompatible',
  ],
  ['another vendor', '', '<model>Penryn</model><vendor>AMD</vendor>', 'incompatible'],
]
for (const [title, attributes, content, result] of cases) {
  t.test(`a guest asking for ${title}: ${result}`, async t =>
    t.equal(compareCpus(host, guest(attributes, content)).result, result),
  )
}

t.test('an incompatible CPU names what is missing', async t => {
  t.match(compareCpus(host, guest('', "<model>Penryn</model><feature name='aes'/>")), {
    reason: 'Host CPU does not provide required features: aes',
  })
})

t.test('an unknown feature is an error, not a difference', async t => {
  t.throws(() => compareCpus(host, guest('', "<model>Penryn</model><feature name='warp'/>")), {
    message: /Unknown CPU feature warp/,
  })
})

t.test('optional features become what the host decides', async t => {
  const optional = ['vmx', 'aes'].map(name => `<feature policy='optional' name='${name}'/>`).join('')
  t.match(updateCpu(guest('', `<model>Penryn</model>${optional}`), host).features, [
    { name: 'vmx', policy: 'require' },
    { name: 'aes', policy: 'disable' },
  ])
})

t.test('host-model becomes the host with the words of the guest on top', async t => {
  const updated = updateCpu(guest("mode='host-model'", "<feature policy='disable' name='vmx'/>"), host)
  t.match(updated, { mode: 'custom', match: 'exact', model: 'Penryn', vendor: 'Intel' })
  t.same(updated.features, [{ name: 'vmx', policy: 'disable' }])
})

t.test('a guest whose model the emulator lacks gets another one only if it says so', async t => {
  const models = [{ name: 'core2duo', blockers: [] }]
  t.equal(guestCpuOnHost(host, guest('', '<model>Penryn</model>'), models).model, 'core2duo')
  t.throws(() => guestCpuOnHost(host, guest('', "<model fallback='forbid'>Penryn</model>"), models), {
    message: /CPU model Penryn is not supported by hypervisor/,
  })
})

t.test('the baseline of CPUs of two vendors is refused', async t => {
  const amd = parseCpuDocument('<cpu><arch>x86_64</arch><model>Opteron_G3</model><vendor>AMD</vendor></cpu>')
  t.throws(() => baselineCpu([host, amd]), { code: 'OPERATION_FAILED', message: /CPU vendors do not match/ })
})

t.test('a baseline that must be migratable is without features that are not', async t => {
  const invariant = parseCpuDocument("<cpu><arch>x86_64</arch><model>Westmere</model><feature name='invtsc'/></cpu>")
  t.match(baselineCpu([invariant]).features, [{ name: 'invtsc' }])
  t.same(baselineCpu([invariant], { migratable: true }).features, [])
})
