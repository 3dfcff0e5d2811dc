import t from 'tap'
import { cpuDocument } from '../../../src/model/cpu/formatCpuDefinition.js'
import { parseCpuDocument } from '../../../src/model/cpu/parseCpuDefinition.js'

const kept: Record<string, string> = {
  'a host with all it may say': `<cpu>
  <arch>x86_64</arch>
  <model>EPYC-Rome</model>
  <vendor>AMD</vendor>
  <microcode version='137367569'/>
  <signature family='23' model='49' stepping='0'/>
  <counter name='tsc' frequency='2250000000' scaling='no'/>
  <topology sockets='1' dies='2' clusters='1' cores='16' threads='2'/>
  <feature name='invtsc'/>
</cpu>
`,
  'a guest with a model': `<cpu mode='custom' match='exact' check='partial'>
  <model fallback='forbid' vendor_id='GenuineIntel'>Haswell</model>
  <vendor>Intel</vendor>
  <topology sockets='1' dies='1' clusters='1' cores='2' threads='1'/>
  <cache level='3' mode='emulate'/>
  <maxphysaddr mode='emulate' bits='42'/>
  <feature policy='disable' name='hle'/>
</cpu>
`,
  'a guest like its host': `<cpu mode='host-passthrough' check='none' migratable='on'>
  <maxphysaddr mode='passthrough' limit='39'/>
  <feature policy='require' name='invtsc'/>
</cpu>
`,
  'a guest that only wants a topology': `<cpu>
  <topology sockets='2' dies='1' clusters='1' cores='1' threads='1'/>
</cpu>
`,
}
for (const [title, text] of Object.entries(kept)) {
  t.test(`${title} is written as it was read`, async t => t.equal(cpuDocument(parseCpuDocument(text)), text))
}

const completed: Record<string, [given: string, written: string]> = {
  'a model without attributes is a custom one that must match exactly': [
    '<cpu><model>Penryn</model></cpu>',
    `<cpu mode='custom' match='exact'>\n  <model fallback='allow'>Penryn</model>\n</cpu>\n`,
  ],
  'a feature without a policy is required': [
    "<cpu mode='host-model'><feature name='avx'/></cpu>",
    `<cpu mode='host-model'>\n  <feature policy='require' name='avx'/>\n</cpu>\n`,
  ],
  'a match without a model means nothing': ["<cpu match='exact'/>", ''],
}
for (const [title, [given, written]] of Object.entries(completed)) {
  t.test(title, async t => t.equal(cpuDocument(parseCpuDocument(given)), written))
}

const refused: [given: string, message: string][] = [
  ["<cpu mode='native'/>", "XML error: Invalid value for attribute 'mode' in element 'cpu': 'native'."],
  ['<cpu><vendor>Intel</vendor></cpu>', 'XML error: CPU vendor specified without CPU model'],
  ["<cpu><feature name='avx'/></cpu>", 'XML error: Non-empty feature list specified without CPU model'],
  ["<cpu><model vendor_id='me'>486</model></cpu>", 'XML error: vendor_id must be exactly 12 characters long'],
  [
    "<cpu><model>486</model><feature name='avx'/><feature name='avx'/></cpu>",
    "XML error: CPU feature 'avx' specified more than once",
  ],
  [
    "<cpu mode='custom' migratable='on'><model>486</model></cpu>",
    "unsupported configuration: Attribute migratable is only allowed for 'host-passthrough' / 'maximum' CPU mode",
  ],
  [
    "<cpu><topology sockets='1' cores='0' threads='1'/></cpu>",
    "XML error: Invalid value for attribute 'cores' in element 'topology': Zero is not permitted",
  ],
]
for (const [given, message] of refused) {
  t.test(`${given} is refused`, async t => {
    try {
      parseCpuDocument(given)
      t.fail('accepted')
    } catch (error) {
      t.ok(error instanceof Error && error.message.startsWith(message), `${String(error)} begins with ${message}`)
    }
  })
}
