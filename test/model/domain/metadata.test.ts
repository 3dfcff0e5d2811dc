import t from 'tap'
import { rewritten } from './minimalDomain.js'

t.test('of several elements of one namespace the first stays, and none without a namespace', async t => {
  const document = `<metadata>
    <plain/>
    <a:x xmlns:a='urn:one'>1</a:x>
    <b:x xmlns:b='urn:one'>2</b:x>
    <c:x xmlns:c='urn:two' k='v'><c:y/></c:x>
  </metadata>`
  t.equal(
    rewritten('metadata', document),
    `<metadata>
  <a:x xmlns:a="urn:one">1</a:x>
  <c:x xmlns:c="urn:two" k="v">
    <c:y/>
  </c:x>
</metadata>`,
  )
})
