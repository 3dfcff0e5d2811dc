// No verb of the test driver takes flags that nobody knows, whichever door they come by.
import t from 'tap'
import { legacyLists } from '../../../src/access/legacyLists.js'
import { olderForms } from '../../../src/access/olderForms.js'
import { performAny } from '../../../src/access/perform.js'
import { Guard } from '../../../src/access/Guard.js'
import type { Call } from '../../../src/api/call.js'
import * as calls from '../../../src/api/calls/index.js'
import { domainMetadataType } from '../../../src/api/enums/domain.js'
import { contextOf, fakeAuthority } from '../../access/fakeDriver.js'
import { sample } from '../../bus/sample.js'
import { testDriver } from './testDriver.js'

/** No enumeration of libvirt has this bit. */
const stranger = 0x0200_0000
const driver = testDriver()
const served = ({ name }: Call) => name in driver.verbs || (olderForms.get(name)?.call ?? '') in driver.verbs

const flagged = Object.values<Call>(calls).filter(
  row => 'flags' in row.args && (served(row) || legacyLists.has(row.name)),
)
t.test('there are many', async t => t.ok(flagged.length > 150))
for (const row of flagged) {
  t.test(`${row.api} refuses flags it does not know`, async t => {
    const args = Object.fromEntries(
      Object.entries(row.args).map(([name, schema]) => [
        name,
        sample(schema.kind === 'optional' ? schema.item : schema),
      ]),
    )
    // Only applications' own metadata has a URI.
    const kind = 'uri' in row.args ? { type: domainMetadataType.ELEMENT } : {}
    const guard = new Guard(fakeAuthority([]))
    const asked = performAny(
      row,
      driver,
      { ...args, ...kind, flags: stranger },
      contextOf({ identity: { uid: 0 } }),
      guard,
    )
    await t.rejects(asked, { code: 'INVALID_ARG', message: /^unsupported flags \(0x2000000\) in function test\w+$/ })
  })
}
