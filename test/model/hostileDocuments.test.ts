// Whatever a document says, it is read, or refused with a LibvirtError; what is read is stable. Nothing else may be thrown, and
// nothing may take long.
import t from 'tap'
import { LibvirtError } from '../../src/api/LibvirtError.js'
import { conversionOf, conversions } from './conversions.js'
import { damagedDocuments } from './damagedDocuments.js'

/** What went wrong, if something did: refusals are fine. */
function failure(document: string): string | undefined {
  const convert = conversionOf(document)
  if (!convert) return undefined
  let once: string
  try {
    once = convert(document)
  } catch (error) {
    return error instanceof LibvirtError ? undefined : String(error)
  }
  try {
    // A domain's devices are put in order by what the document says of them, which is more after the first conversion.
    if (once.includes('<domain ')) once = convert(once)
    const twice = convert(once)
    return twice === once ? undefined : `not stable: ${once}\n${twice}`
  } catch (error) {
    return `refuses what it wrote: ${String(error)}\n${once}`
  }
}

await t.test('damaged documents', async t => {
  const failures: string[] = []
  for (const document of damagedDocuments()) {
    const what = failure(document)
    if (what !== undefined) failures.push(`${document}\n→ ${what}`)
  }
  t.strictSame(failures, [])
})

for (const root of Object.keys(conversions)) {
  await t.test(`${root}: depth, length and number`, async t => {
    const inner = [
      '<a>'.repeat(100_000),
      `${'<a>'.repeat(200)}${'</a>'.repeat(200)}`,
      `<name>${'n'.repeat(10_000_000)}</name>`,
      "<ip family='ipv4'/>".repeat(20_000),
      `<disks>${"<disk name='vda'/>".repeat(20_000)}</disks>`,
      '<!DOCTYPE a [<!ENTITY b "b">]>',
    ]
    const started = Date.now()
    for (const text of inner) {
      const what = failure(`<${root}>${text}</${root}>`)
      t.equal(what?.slice(0, 1000), undefined)
    }
    t.ok(Date.now() - started < 20_000, 'does not take long')
  })
}
