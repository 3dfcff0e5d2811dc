import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { shellWord } from '../../../src/drivers/qemu/command/commandText.js'
import { qemuHost } from './qemuHost.js'

const qemu = { nativeFormat: 'qemu-argv', flags: 0 }

const document = (devices: string) => `<domain type='qemu'>
  <name>web1</name>
  <uuid>4dea22b3-1d52-d8f3-2516-782e98ab3fa0</uuid>
  <memory unit='MiB'>64</memory>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices><emulator>/usr/bin/qemu-system-x86_64</emulator>${devices}</devices>
</domain>`

t.test('a document becomes a command for a shell, with its environment in front', async t => {
  const { call, root } = await qemuHost(t, { privileged: true })
  const domainXml = document(`<serial type='unix'><source mode='bind' path='/run/it&apos;s'/></serial>`)
  const { nativeConfig } = await call(calls.connectDomainXmlToNative, { ...qemu, domainXml })
  const folder = `${root}/lib/qemu/domain--1-web1`
  t.match(nativeConfig, /^LC_ALL=C PATH=\S+ HOME=\S+ .* \/usr\/bin\/qemu-system-x86_64 -name guest=web1,/)
  t.match(nativeConfig, ` HOME=${folder} `)
  t.match(nativeConfig, `-chardev socket,id=charmonitor,path=${folder}/monitor.sock,server=on,wait=off `)
  t.match(nativeConfig, String.raw` -chardev 'socket,id=charserial0,path=/run/it'\''s,server=on,wait=off' `)
  t.match(nativeConfig, ` '{"qom-type":"memory-backend-ram","id":"pc.ram","size":67108864}' `)
})

t.test('asking for the command of a guest opens, keeps and tells nothing', async t => {
  const { call, told } = await qemuHost(t)
  const domainXml = document(`
    <interface type='bridge'><source bridge='nobridge0'/><boot order='1'/>
      <address type='pci' slot='0x09'/></interface>
    <graphics type='vnc' autoport='yes'/>
    <disk type='file'><source file='/nowhere/disk.img'/><target dev='vda' bus='virtio'/></disk>`)
  const first = await call(calls.connectDomainXmlToNative, { ...qemu, domainXml })
  const second = await call(calls.connectDomainXmlToNative, { ...qemu, domainXml })
  t.match(first.nativeConfig, /-netdev '\{"type":"tap","id":"hostnet0"\}' .*"bootindex":1,"bus":"pci\.0","addr":"0x9"/)
  t.match(second.nativeConfig, / -vnc 127\.0\.0\.1:0,/)
  t.same(told, [])
  t.same((await call(calls.connectListAllDomains, { need_results: 1, flags: 0 })).ret, 0)
})

t.test('other formats, other documents and the way back are refused as libvirt does', async t => {
  const { call } = await qemuHost(t)
  await t.rejects(call(calls.connectDomainXmlToNative, { nativeFormat: 'xen-xl', domainXml: document(''), flags: 0 }), {
    message: 'invalid argument: unsupported config type xen-xl',
  })
  await t.rejects(call(calls.connectDomainXmlToNative, { ...qemu, domainXml: '<network/>' }), { code: 'XML_ERROR' })
  await t.rejects(call(calls.connectDomainXmlFromNative, { ...qemu, nativeConfig: 'qemu-system-x86_64 -S' }), {
    message: 'this function is not supported by the connection driver: virConnectDomainXMLFromNative',
  })
})

t.test('words that a shell would take for more than themselves are quoted', async t => {
  const cases = [
    ['plain-1.0,a=b:/c+@%', 'plain-1.0,a=b:/c+@%'],
    ['', "''"],
    ['a b', "'a b'"],
    ["it's", String.raw`'it'\''s'`],
    ['$HOME', "'$HOME'"],
    ['{"a":1}', `'{"a":1}'`],
    ['~', "'~'"],
    ['line\nbreak', "'line\nbreak'"],
  ] as const
  for (const [word, quoted] of cases) t.equal(shellWord(word), quoted)
})
