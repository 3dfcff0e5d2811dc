import t from 'tap'
import { type Lifecycle, validateQemuLifecycle } from '../../../src/model/domain/lifecycle.js'
import { readDomain } from './minimalDomain.js'

const usual: Lifecycle = { onPoweroff: 'destroy', onReboot: 'restart', onCrash: 'destroy', onLockFailure: undefined }

t.test('a guest that says nothing goes when it powers off and comes back when it reboots', async t => {
  t.same(readDomain('').lifecycle, usual)
})

const refused: [string, Partial<Lifecycle>][] = [
  ['renaming', { onCrash: 'rename-restart' }],
  ['keeping a guest that powered off', { onPoweroff: 'preserve' }],
  ['ending at reboot and rebooting at the end', { onPoweroff: 'restart', onReboot: 'destroy' }],
]
for (const [what, change] of refused) {
  t.test(`QEMU cannot do ${what}`, async t => {
    t.throws(() => validateQemuLifecycle({ ...usual, ...change }), { code: 'CONFIG_UNSUPPORTED' })
  })
}

t.test('a guest that crashed may be kept', async t => {
  t.doesNotThrow(() => validateQemuLifecycle({ ...usual, onCrash: 'preserve' }))
})
