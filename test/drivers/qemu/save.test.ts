// Guests that go to sleep in a file and wake up where they were.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { guestXml } from './guestXml.js'
import { qemuHost } from './qemuHost.js'

// Guests are booted for real, without KVM where there is none.
t.setTimeout(180_000)

t.test('a guest saved for its next start goes on where it was', async t => {
  const { call, define, console, told, directories } = await qemuHost(t)
  const dom = await define(guestXml())
  await call(calls.domainCreate, { dom })
  const tty = await console(dom)
  await tty.shown('guest# ')
  tty.type('word=remembered\n')
  await tty.shown('word=remembered')
  await call(calls.domainManagedSave, { dom, flags: 0 })
  t.same(await call(calls.domainGetState, { dom, flags: 0 }), { state: 5, reason: 5 })
  t.same(await call(calls.domainHasManagedSaveImage, { dom, flags: 0 }), { result: 1 })
  t.same(readdirSync(directories.qemuSave), ['web1.save'])
  await t.rejects(call(calls.domainUndefineFlags, { dom, flags: 0 }), /managed save image exists/)

  await call(calls.domainCreate, { dom })
  t.same(await call(calls.domainGetState, { dom, flags: 0 }), { state: 1, reason: 3 })
  t.same(readdirSync(directories.qemuSave), [])
  const again = await console(dom)
  again.type('echo it is $word\n')
  await again.shown('it is remembered')
  t.same(
    told.filter(notice => notice.startsWith('lifecycle')),
    ['lifecycle 0 0', 'lifecycle 2 0', 'lifecycle 3 0', 'lifecycle 5 4', 'lifecycle 2 2'],
  )
})

t.test('a guest saved to a file is restored from it, transient as it was, paused when asked', async t => {
  const { call, root } = await qemuHost(t)
  const path = join(root, 'saved')
  const { dom } = await call(calls.domainCreateXml, { xml_desc: guestXml(), flags: 0 })
  await call(calls.domainSaveFlags, { dom: dom.reference, to: path, dxml: undefined, flags: 0 })
  t.same((await call(calls.connectListAllDomains, { need_results: 1, flags: 0 })).domains, [])
  t.match((await call(calls.domainSaveImageGetXmlDesc, { file: path, flags: 0 })).xml, '<name>web1</name>')
  await call(calls.domainRestoreFlags, { from: path, dxml: undefined, flags: 4 })
  t.same(await call(calls.domainGetState, { dom: dom.reference, flags: 0 }), { state: 3, reason: 1 })
  await call(calls.domainResume, { dom: dom.reference })
})

t.test('a saved guest can be given up, and nothing else is taken for one', async t => {
  const host = await qemuHost(t)
  const dom = await host.define(guestXml())
  mkdirSync(host.directories.qemuSave, { recursive: true })
  const image = join(host.directories.qemuSave, 'web1.save')
  writeFileSync(image, 'nonsense'.repeat(20))
  const again = await host.restart()
  t.same(await again.call(calls.domainHasManagedSaveImage, { dom, flags: 0 }), { result: 1 })
  await t.rejects(again.call(calls.domainCreate, { dom }), /image magic is incorrect/)
  t.ok(existsSync(image))
  await again.call(calls.domainCreateWithFlags, { dom, flags: 8 | 1 })
  t.notOk(existsSync(image))
  await again.call(calls.domainDestroy, { dom })
})

t.test('a guest whose file cannot be written goes on', async t => {
  const { call, define } = await qemuHost(t)
  const dom = await define(guestXml())
  await call(calls.domainCreate, { dom })
  await t.rejects(call(calls.domainSaveFlags, { dom, to: '/nonexistent/saved', dxml: undefined, flags: 0 }), {
    message: "Failed to create file '/nonexistent/saved.new': No such file or directory",
  })
  t.match(await call(calls.domainGetState, { dom, flags: 0 }), { state: 1 })
})

t.test('a save that was interrupted when its file was whole is finished by the driver that comes back', async t => {
  const host = await qemuHost(t)
  const dom = await host.define(guestXml())
  await host.call(calls.domainCreate, { dom })
  // As if it were killed between writing the file and ending the guest.
  const state = createServer(socket => socket.resume()).listen(join(host.root, 'state'))
  t.teardown(() => state.close())
  const tell = async (cmd: string) => (await host.call(calls.qemuDomainMonitorCommand, { dom, cmd, flags: 1 })).result
  await tell('stop')
  await tell(`migrate unix:${join(host.root, 'state')}`)
  while (!/postmigrate/.test(await tell('info status'))) await new Promise(resolve => setTimeout(resolve, 20))
  await host.driver.stop?.()
  mkdirSync(host.directories.qemuSave, { recursive: true })
  writeFileSync(join(host.directories.qemuSave, 'web1.save'), 'whole')
  const status = join(host.directories.qemuState, 'web1.xml')
  const saving = `<virtbus:saving path='${join(host.directories.qemuSave, 'web1.save')}' ran='yes'/>`
  writeFileSync(
    status,
    readFileSync(status, 'utf8').replace(
      /(<virtbus:guest [^>]*?)(?:\/>|>([^]*?)<\/virtbus:guest>)/,
      (_, head: string, rest = '') => `${head}>${saving}${rest}</virtbus:guest>`,
    ),
  )
  const again = await host.restart()
  await again.heard('lifecycle 5 4')
  t.same(await again.call(calls.domainGetState, { dom, flags: 0 }), { state: 5, reason: 5 })
})

t.test('the document of a saved guest can be seen and changed, as far as it stays the same machine', async t => {
  const { call, define, root } = await qemuHost(t)
  const dom = await define(guestXml())
  await call(calls.domainCreateWithFlags, { dom, flags: 1 })
  const change = (dxml: string | undefined, flags = 0) => call(calls.domainManagedSaveDefineXml, { dom, dxml, flags })
  const show = async () => (await call(calls.domainManagedSaveGetXmlDesc, { dom, flags: 0 })).xml
  await t.rejects(show(), { code: 'OPERATION_INVALID', message: /does not have managed save image/ })
  await call(calls.domainManagedSave, { dom, flags: 0 })
  const xml = await show()
  t.match(xml, '<name>web1</name>')
  const titled = xml.replace('</uuid>', `</uuid><title>${'changed '.repeat(100)}</title>`)
  await change(titled)
  t.match(await show(), '<title>changed ')
  await t.rejects(change(xml.replace('>196608<', '>262144<')), { code: 'CONFIG_UNSUPPORTED', message: /max memory/ })
  await t.rejects(
    change(
      xml
        .replace("<serial type='pty'>", "<serial type='null'>")
        .replace(/<memballoon[^]*<\/memballoon>/, "<memballoon model='none'/>"),
    ),
    {
      code: 'CONFIG_UNSUPPORTED',
    },
  )
  await t.rejects(change(titled.replace('changed', 'x'.repeat(100_000))), { message: /new xml too large/ })
  await change(undefined, 2)
  await call(calls.domainCreate, { dom })
  t.match(await call(calls.domainGetState, { dom, flags: 0 }), { state: 1 }, 'it is to run now')
  t.match((await call(calls.domainGetXmlDesc, { dom, flags: 0 })).xml, '<title>changed ')

  const file = join(root, 'saved')
  const text = (field: string, value: string) => ({ field, type: 'string', value }) as const
  await t.rejects(
    call(calls.domainSaveParams, { dom, params: [text('file', file), text('image_format', 'sparse')], flags: 0 }),
    {
      code: 'OPERATION_UNSUPPORTED',
    },
  )
  await call(calls.domainSaveParams, { dom, params: [text('file', file), text('dxml', xml)], flags: 0 })
  t.notMatch((await call(calls.domainSaveImageGetXmlDesc, { file, flags: 0 })).xml, '<title>')
  await call(calls.domainSaveImageDefineXml, { file, dxml: titled, flags: 4 })
  t.match((await call(calls.domainSaveImageGetXmlDesc, { file, flags: 0 })).xml, '<title>changed ')
  await call(calls.domainRestoreParams, { params: [text('file', file), text('dxml', xml)], flags: 0 })
  t.same(await call(calls.domainGetState, { dom, flags: 0 }), { state: 3, reason: 1 })
})
