import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { connectListAllDomainsFlags as list } from '../../../src/api/enums/domain.js'
import { guestXml } from './guestXml.js'
import { qemuHost } from './qemuHost.js'

const uuid = '4dea22b3-1d52-d8f3-2516-782e98ab3fa0'
const withUuid = `<uuid>${uuid}</uuid>`

t.test('a definition is on disk before it is told of, and survives a restart with its autostart', async t => {
  const host = await qemuHost(t)
  const dom = await host.define(guestXml({ more: withUuid }))
  const path = join(host.directories.qemuConfig, 'web1.xml')
  t.match(readFileSync(path, 'utf8'), /virsh edit web1[^]*<name>web1<\/name>/)
  await host.call(calls.domainSetAutostart, { dom, autostart: 1 })
  t.same(host.told, ['added', 'lifecycle 0 0', 'changed domainGetAutostart'])
  // So that coming back does not start it.
  writeFileSync(join(host.directories.qemuState, 'autostarted'), '')
  const again = await host.restart()
  t.same(await again.call(calls.domainGetAutostart, { dom }), { autostart: 1 })
  t.same(await again.call(calls.domainLookupByName, { name: 'web1' }).then(found => found.dom.reference), dom)
})

t.test('name and UUID of another domain are refused in the words clients know', async t => {
  const { call, define } = await qemuHost(t)
  await define(guestXml({ more: withUuid }))
  await t.rejects(define(guestXml({ name: 'web2', more: withUuid })), {
    message: `operation failed: domain 'web1' is already defined with uuid ${uuid}`,
  })
  await t.rejects(define(guestXml()), { message: `operation failed: domain 'web1' already exists with uuid ${uuid}` })
  await t.rejects(call(calls.domainLookupByName, { name: 'nope' }), {
    message: "Domain not found: no domain with matching name 'nope'",
  })
  await t.rejects(call(calls.domainLookupById, { id: 7 }), {
    message: 'Domain not found: no domain with matching id 7',
  })
  const gone = { name: 'x', uuid: '00000000-0000-4000-8000-000000000001', id: -1 }
  await t.rejects(call(calls.domainGetState, { dom: gone, flags: 0 }), {
    message: `Domain not found: no domain with matching uuid '${gone.uuid}' (x)`,
  })
})

t.test('a redefinition is an update, and an undefined domain is gone with its files', async t => {
  const host = await qemuHost(t)
  const { call, define, told, directories } = host
  const dom = await define(guestXml({ more: withUuid }))
  await define(guestXml({ more: `${withUuid}<title>Second</title>` }))
  t.match((await call(calls.domainGetXmlDesc, { dom, flags: 2 })).xml, '<title>Second</title>')
  await call(calls.domainSetAutostart, { dom, autostart: 1 })
  await call(calls.domainUndefineFlags, { dom, flags: 0 })
  t.same(
    told.filter(notice => !notice.startsWith('changed')),
    ['added', 'lifecycle 0 0', 'lifecycle 0 1', 'lifecycle 1 0', 'removed'],
  )
  t.same(readdirSync(directories.qemuConfig), ['autostart'])
  t.same(readdirSync(join(directories.qemuConfig, 'autostart')), [])
})

t.test('a renamed domain keeps its UUID and its autostart', async t => {
  const { call, define, directories, told } = await qemuHost(t)
  const dom = await define(guestXml({ more: withUuid }))
  await call(calls.domainSetAutostart, { dom, autostart: 1 })
  await t.rejects(call(calls.domainRename, { dom, new_name: 'a/b', flags: 0 }), {
    message: "XML error: name a/b cannot contain '/'",
  })
  await t.rejects(call(calls.domainRename, { dom, new_name: 'web1', flags: 0 }), { code: 'INVALID_ARG' })
  await call(calls.domainRename, { dom, new_name: 'db1', flags: 0 })
  t.equal((await call(calls.domainLookupByName, { name: 'db1' })).dom.reference.uuid, uuid)
  t.same(readdirSync(directories.qemuConfig), ['autostart', 'db1.xml'])
  t.same(readdirSync(join(directories.qemuConfig, 'autostart')), ['db1.xml'])
  t.match(told.join(), 'lifecycle 1 1,lifecycle 0 2')
})

t.test('a definition that cannot be read is left alone, and the others are there', async t => {
  const host = await qemuHost(t)
  await host.define(guestXml({ more: withUuid }))
  const damaged = join(host.directories.qemuConfig, 'broken.xml')
  writeFileSync(damaged, '<domain><name>broken')
  const again = await host.restart()
  const { domains } = await again.call(calls.connectListAllDomains, { need_results: 1, flags: 0 })
  t.same(
    domains.map(({ reference }) => reference.name),
    ['web1'],
  )
  t.equal(readFileSync(damaged, 'utf8'), '<domain><name>broken')
})

t.test('a reload finds definitions that somebody put there', async t => {
  const { call, driver, directories, told } = await qemuHost(t)
  mkdirSync(directories.qemuConfig, { recursive: true })
  writeFileSync(join(directories.qemuConfig, 'web1.xml'), guestXml({ more: withUuid }))
  await driver.reload?.()
  t.same(told, ['added'])
  t.ok((await call(calls.domainLookupByUuid, { uuid })).dom)
})

const filters = [
  ['INACTIVE', ['a', 'b']],
  ['ACTIVE', []],
  ['PERSISTENT', ['a', 'b']],
  ['TRANSIENT', []],
  ['SHUTOFF', ['a', 'b']],
  ['RUNNING', []],
  ['OTHER', []],
  ['AUTOSTART', ['a']],
  ['NO_AUTOSTART', ['b']],
  ['NO_SNAPSHOT', ['a', 'b']],
  ['HAS_CHECKPOINT', []],
  ['NO_MANAGEDSAVE', ['a', 'b']],
] as const

t.test('lists are filtered by groups of flags', async t => {
  const { call, define } = await qemuHost(t)
  const dom = await define(guestXml({ name: 'a' }))
  await define(guestXml({ name: 'b' }))
  await call(calls.domainSetAutostart, { dom, autostart: 1 })
  for (const [flag, names] of filters) {
    const { domains, ret } = await call(calls.connectListAllDomains, { need_results: 1, flags: list[flag] })
    t.same(domains.map(({ reference }) => reference.name).toSorted(), names, flag)
    t.equal(ret, names.length)
  }
})

t.test('what needs a running guest says that there is none', async t => {
  const { call, define } = await qemuHost(t)
  const dom = await define(guestXml())
  const refused = { message: 'Requested operation is not valid: domain is not running' }
  await t.rejects(call(calls.domainDestroy, { dom }), refused)
  await t.rejects(call(calls.domainSuspend, { dom }), refused)
  await t.rejects(call(calls.domainResume, { dom }), refused)
  await t.rejects(call(calls.domainShutdown, { dom }), refused)
  await t.rejects(call(calls.domainReboot, { dom, flags: 0 }), refused)
  await t.rejects(call(calls.domainReset, { dom, flags: 0 }), refused)
  await t.rejects(call(calls.domainOpenConsole, { dom, dev_name: undefined, flags: 0 }), refused)
  t.same(await call(calls.domainGetState, { dom, flags: 0 }), { state: 5, reason: 0 })
  t.same(await call(calls.domainIsActive, { dom }), { active: 0 })
  t.equal(dom.id, -1)
})

t.test('variables of firmware are not thrown away unasked', async t => {
  const { call, define, root } = await qemuHost(t)
  const store = join(root, 'vars.fd')
  writeFileSync(store, 'variables')
  const xml = guestXml({ more: withUuid }).replace(
    '<kernel>',
    `<loader readonly='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE.fd</loader><nvram>${store}</nvram><kernel>`,
  )
  const dom = await define(xml)
  await t.rejects(call(calls.domainUndefineFlags, { dom, flags: 0 }), {
    message: 'Requested operation is not valid: cannot undefine domain with nvram',
  })
  await call(calls.domainUndefineFlags, { dom, flags: 8 })
  t.ok(existsSync(store))
  const second = await define(xml)
  await call(calls.domainUndefineFlags, { dom: second, flags: 4 })
  t.notOk(existsSync(store))
})

t.test('definitions that come at the same time end as one domain, or as a refusal', async t => {
  const { call, define, directories } = await qemuHost(t)
  const same = guestXml({ more: withUuid })
  const [first, second] = await Promise.all([define(same), define(same)])
  t.same(first, second)
  const rivals = await Promise.allSettled([define(guestXml({ name: 'db' })), define(guestXml({ name: 'db' }))])
  t.same(rivals.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
  const { domains } = await call(calls.connectListAllDomains, { need_results: 1, flags: 0 })
  t.same(domains.map(({ reference }) => reference.name).toSorted(), ['db', 'web1'])
  t.same(readdirSync(directories.qemuConfig), ['db.xml', 'web1.xml'])
})
