import t from 'tap'
import { formatStatusDocument } from '../../../../src/model/domain/status/formatStatusDocument.js'
import { parseStatusDocument } from '../../../../src/model/domain/status/parseStatusDocument.js'
import { minimalDomain } from '../minimalDomain.js'
import { qemuContext } from '../qemuDomain.js'

const privateData = `  <taint flag='high-privileges'/>
  <monitor path='/run/monitor.sock' type='unix'/>
  <namespaces>
    <mount/>
  </namespaces>
  <vcpus>
    <vcpu id='0' pid='68477'/>
  </vcpus>
  <qemuCaps>
    <flag name='piix3-usb-uhci'/>
  </qemuCaps>
  <lockstate>held</lockstate>
  <job type='none' async='migration out' phase='perform3' flags='0x802' asyncStarted='7'>
    <disk dev='vda' migrating='no'/>
    <migParams>
      <param name='max-bandwidth' value='33554432'/>
    </migParams>
  </job>
  <devices>
    <device alias='virtio-disk0'/>
  </devices>
  <numad nodeset='0-2' cpuset='1,3'/>
  <libDir path='/var/lib/libvirt/qemu/domain-3-web1'/>
  <channelTargetDir path='/run/channel'/>
  <memoryBackingDir path='/ram/3-web1'/>
  <chardevStdioLogd/>
  <allowReboot value='yes'/>
  <nodename index='12'/>
  <fdset index='3'/>
  <blockjobs active='yes'>
    <blockjob name='commit-vda' type='commit' state='running' jobflags='0x0'>
      <disk dst='vda'/>
      <base node='libvirt-2-storage'/>
      <top node='libvirt-1-storage'/>
    </blockjob>
    <blockjob name='create-1' type='create' state='running'>
      <create mode='storage'/>
      <src type='file' format='qcow2'>
        <source file='/new.qcow2' index='4'/>
      </src>
    </blockjob>
  </blockjobs>
  <agentTimeout>-2</agentTimeout>
`
const document = (inner: string) => `<domstatus state='running' reason='booted' pid='68472'>
${inner}${minimalDomain('')}</domstatus>`

t.test('what a daemon must know to take a guest over is read and written back', async t => {
  const text = formatStatusDocument(parseStatusDocument(document(privateData), qemuContext()))
  t.equal(text.slice(text.indexOf('\n') + 1, text.indexOf('  <domain ')), privateData)
})

t.test('block jobs are written in the order of their names', async t => {
  const status = parseStatusDocument(document(privateData), qemuContext())
  status.blockJobs.reverse()
  t.match(formatStatusDocument(status), /commit-vda.*create-1/s)
})

t.test('elements of a later release are left alone', async t => {
  const status = parseStatusDocument(document(`<novelty/>${privateData}`), qemuContext())
  t.equal(status.pid, 68472)
})

for (const missing of ['monitor', 'domain']) {
  t.test(`a document without its ${missing} is not whole`, async t => {
    const whole = document(privateData)
    const broken = whole.replaceAll(new RegExp(`<${missing} .*(?:/>|</${missing}>)`, 'gs'), '</domstatus>')
    t.throws(() =>
      parseStatusDocument(missing === 'monitor' ? whole.replace(/<monitor.*\n/, '') : broken, qemuContext()),
    )
  })
}
