import t from 'tap'
import { formatDomain } from '../../../src/model/domain/formatDomain.js'
import { parseDomain } from '../../../src/model/domain/parseDomain.js'
import { genericContext, minimalDomain } from './minimalDomain.js'

const elements = `  <qemu:commandline>
    <qemu:arg value='-unknown'/>
    <qemu:env name='NS' value='ns'/>
    <qemu:env name='BAR'/>
  </qemu:commandline>
  <qemu:capabilities>
    <qemu:add capability='fake'/>
    <qemu:del capability='true'/>
  </qemu:capabilities>
  <qemu:override>
    <qemu:device alias='disk-alias'>
      <qemu:frontend>
        <qemu:property name='prop1' type='string' value='propval'/>
        <qemu:property name='prop2' type='remove'/>
      </qemu:frontend>
    </qemu:device>
  </qemu:override>
  <qemu:deprecation behavior='reject'/>
`

const uri = 'http://libvirt.org/schemas/domain/qemu/1.0'

t.test('what is handed to QEMU behind our back survives, whatever the prefix', async t => {
  const document = minimalDomain(elements.replaceAll('qemu:', 'q:')).replace('<domain', `<domain xmlns:q='${uri}'`)
  const text = formatDomain(parseDomain(document, genericContext, { inactive: true }))
  t.ok(text.startsWith(`<domain type='kvm' xmlns:qemu='${uri}'>\n`))
  t.ok(text.endsWith(`${elements}</domain>\n`))
})

t.test("elements of another namespace are not QEMU's", async t => {
  const document = minimalDomain(elements).replace('<domain', "<domain xmlns:qemu='urn:other'")
  t.equal(parseDomain(document, genericContext, { inactive: true }).qemu, undefined)
})
