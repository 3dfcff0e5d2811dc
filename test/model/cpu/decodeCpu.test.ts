import t from 'tap'
import type { CpuFeature } from '../../../src/model/cpu/CpuDefinition.js'
import { cpuFeatures, cpuModels } from '../../../src/model/cpu/cpuMap.js'
import { findCpuModel } from '../../../src/model/cpu/cpuFeatureSets.js'
import { decodeCpu } from '../../../src/model/cpu/decodeCpu.js'

const featuresOf = (name: string, ...more: string[]) => new Set([...findCpuModel(name).features, ...more])
const words = (features: readonly CpuFeature[]) => features.map(({ policy, name }) => `${policy} ${name}`)

t.test('a CPU that is just a model is described by it alone', async t => {
  const decoded = decodeCpu({ features: featuresOf('Westmere'), vendor: 'Intel' }, 'guest')
  t.match(decoded, { model: 'Westmere', vendor: 'Intel', features: [] })
})

t.test('what goes beyond the model is required, in the order of the map', async t => {
  const features = featuresOf('Westmere', 'invtsc', 'vmx', 'x2apic')
  t.same(words(decodeCpu({ features, vendor: 'Intel' }, 'guest').features), [
    'require vmx',
    'require x2apic',
    'require invtsc',
  ])
})

t.test('a host has nothing taken away from its model, a guest may', async t => {
  const features = featuresOf('SandyBridge')
  features.delete('sse4.2')
  const host = decodeCpu({ features, vendor: 'Intel' }, 'host')
  t.ok(host.features.every(feature => feature.policy === undefined))
  t.notOk(findCpuModel(host.model ?? '').features.has('sse4.2'))
  t.match(words(decodeCpu({ features, vendor: 'Intel' }, 'guest').features), ['disable sse4.2'])
})

t.test('the family and model of the CPU outweigh a shorter list', async t => {
  const features = featuresOf('Skylake-Client')
  const signature = { family: 6, model: 44, stepping: 2 }
  t.equal(decodeCpu({ features, vendor: 'Intel', signature }, 'guest').model, 'Westmere')
})

t.test('models of another vendor are not looked at', async t => {
  t.not(decodeCpu({ features: featuresOf('EPYC'), vendor: 'Intel' }, 'guest').model, 'EPYC')
})

t.test('only offered models are chosen, and what blocks one is disabled by name', async t => {
  const models = [{ name: 'Penryn', blockers: ['x2apic', 'npt'] }]
  const decoded = decodeCpu({ features: featuresOf('Haswell'), vendor: 'Intel' }, 'guest', { models })
  t.equal(decoded.model, 'Penryn')
  t.ok(words(decoded.features).includes('disable npt'))
  t.ok(words(decoded.features).includes('require x2apic'))
})

t.test('a single preferred model is taken however far off it is', async t => {
  const traits = { features: featuresOf('Haswell'), vendor: 'Intel' }
  t.equal(decodeCpu(traits, 'guest', { preferred: ['486'] }).model, '486')
})

t.test('broken transactional memory of a Haswell is no feature', async t => {
  const signature = { family: 6, model: 60, stepping: 3 }
  const decoded = decodeCpu({ features: featuresOf('Haswell'), vendor: 'Intel', signature }, 'guest')
  t.match(decoded, { model: 'Haswell-noTSX', features: [] })
})

t.test('without a model to choose from there is no description', async t => {
  t.throws(() => decodeCpu({ features: new Set() }, 'guest', { models: [] }), {
    code: 'INTERNAL_ERROR',
    message: /Cannot find suitable CPU model/,
  })
})

t.test('every model of the map is made of features of the map', async t => {
  const unknown = [...cpuModels.values()].flatMap(({ name, features, added, removed }) =>
    [...features, ...added, ...removed]
      .filter(feature => !cpuFeatures.has(feature))
      .map(feature => `${name}: ${feature}`),
  )
  t.same(unknown, [])
})
