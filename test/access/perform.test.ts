import t from 'tap'
import {
  connectListAllDomains,
  connectListDefinedDomains,
  connectNumOfDomains,
  domainCreate,
  domainCreateXml,
  domainDefineXml,
  domainGetXmlDesc,
  domainLookupByName,
  domainSaveImageGetXmlDesc,
  domainSetVcpusFlags,
  domainSuspend,
} from '../../src/api/calls/index.js'
import { domainModificationImpact, domainVcpuFlags, domainXMLFlags } from '../../src/api/enums/domain.js'
import type { Found } from '../../src/api/Driver.js'
import { LibvirtError } from '../../src/api/LibvirtError.js'
import { Guard } from '../../src/access/Guard.js'
import { perform } from '../../src/access/perform.js'
import { contextOf, fakeAuthority, fakeDomain, fakeDriver } from './fakeDriver.js'

const web = fakeDomain('web1')
const db = fakeDomain('db', 3)
const reads = ['org.libvirt.unix.monitor']
const all = ['org.libvirt.unix.manage']

t.test('a granted call reaches the verb with the driver’s own object', async t => {
  const seen: Found[] = []
  const driver = fakeDriver([web], { domainSuspend: ({ dom }) => void seen.push(dom) })
  const stale = { ...web.reference, name: 'old name', id: 99 }
  await perform(domainSuspend, driver, { dom: stale }, contextOf(), new Guard(fakeAuthority(all)))
  t.equal(seen[0], web)
})

t.test('a missing object is reported before any permission is asked for', async t => {
  const authority = fakeAuthority([])
  const driver = fakeDriver([], { domainSuspend: () => {} })
  await t.rejects(perform(domainSuspend, driver, { dom: web.reference }, contextOf(), new Guard(authority)), {
    code: 'NO_DOMAIN',
    message: `Domain not found: no domain with matching uuid '${web.reference.uuid}' (web1)`,
  })
  t.same(authority.asked, [])
})

t.test('a refusal names the action and the object, and the verb never runs', async t => {
  let ran = false
  const driver = fakeDriver([web], { domainSuspend: () => void (ran = true) })
  await t.rejects(
    perform(domainSuspend, driver, { dom: web.reference }, contextOf(), new Guard(fakeAuthority(reads))),
    {
      code: 'ACCESS_DENIED',
      message:
        /^access denied: 'Test' denied access\. polkit action org\.libvirt\.api\.domain\.suspend on 'web1' is not granted/,
    },
  )
  t.notOk(ran)
})

t.test('a rule about one guest opens just that guest', async t => {
  const guard = new Guard(fakeAuthority(['org.libvirt.api.domain.suspend@web1']))
  const driver = fakeDriver([web, db], { domainSuspend: () => {} })
  await t.resolves(perform(domainSuspend, driver, { dom: web.reference }, contextOf(), guard))
  await t.rejects(perform(domainSuspend, driver, { dom: db.reference }, contextOf(), guard), { code: 'ACCESS_DENIED' })
})

t.test('with both layers a rule about one guest is not enough, and neither is managing', async t => {
  const driver = fakeDriver([web], { domainSuspend: () => {} })
  const attempt = (...grants: string[]) =>
    perform(domainSuspend, driver, { dom: web.reference }, contextOf(), new Guard(fakeAuthority(grants), 'both'))
  await t.rejects(attempt('org.libvirt.api.domain.suspend'), { code: 'ACCESS_DENIED' })
  await t.rejects(attempt('org.libvirt.unix.manage'), { code: 'ACCESS_DENIED' })
  await t.resolves(attempt('org.libvirt.unix.manage', 'org.libvirt.api.domain.suspend'))
})

t.test('a prompt is offered only when the caller allows it, and only for the connection', async t => {
  const driver = fakeDriver([web], { domainSuspend: () => {} })
  const silent = fakeAuthority(['org.libvirt.unix.manage!'])
  await t.rejects(perform(domainSuspend, driver, { dom: web.reference }, contextOf(), new Guard(silent)))
  t.notOk(silent.asked.some(question => question.endsWith('!')))
  const talking = fakeAuthority(['org.libvirt.unix.manage!'])
  const context = contextOf({ interactive: true })
  await t.resolves(perform(domainSuspend, driver, { dom: web.reference }, context, new Guard(talking)))
})

t.test('root and trusted callers are never asked about', async t => {
  const authority = fakeAuthority([])
  const driver = fakeDriver([web], { domainSuspend: () => {} })
  const root = contextOf({ identity: { uid: 0 } })
  await perform(domainSuspend, driver, { dom: web.reference }, root, new Guard(authority))
  await perform(domainSuspend, driver, { dom: web.reference }, contextOf({ trusted: true }), new Guard(authority))
  t.same(authority.asked, [])
})

t.test('a list leaves out what the caller may not see, and its count follows', async t => {
  const driver = fakeDriver([], { connectListAllDomains: () => ({ domains: [web, db], ret: 2 }) })
  const guard = new Guard(
    fakeAuthority(['org.libvirt.api.connect.search-domains', 'org.libvirt.api.domain.getattr@db']),
  )
  const result = await perform(connectListAllDomains, driver, { need_results: 1, flags: 0 }, contextOf(), guard)
  t.same(result, { domains: [db], ret: 1 })
})

t.test('a list of many objects costs one question when the connection’s permission decides', async t => {
  const many = Array.from({ length: 1000 }, (_, index) => fakeDomain(`g${index}`))
  const driver = fakeDriver(many, { connectListAllDomains: () => ({ domains: many, ret: many.length }) })
  const authority = fakeAuthority(reads)
  const result = await perform(
    connectListAllDomains,
    driver,
    { need_results: 1, flags: 0 },
    contextOf(),
    new Guard(authority),
  )
  t.equal(result.domains.length, 1000)
  t.ok(authority.asked.length <= 2)
})

t.test('a client that wants only the number gets the number', async t => {
  const driver = fakeDriver([], { connectListAllDomains: () => ({ domains: [web, db], ret: 2 }) })
  const guard = new Guard(fakeAuthority(reads))
  t.same(await perform(connectListAllDomains, driver, { need_results: 0, flags: 0 }, contextOf(), guard), {
    domains: [],
    ret: 2,
  })
})

t.test('the first generation of list calls is answered from the second', async t => {
  const flags: number[] = []
  const driver = fakeDriver([], {
    connectListAllDomains: args => {
      flags.push(args.flags)
      return { domains: args.flags === 1 ? [db] : [web], ret: 1 }
    },
  })
  const guard = new Guard(fakeAuthority(reads))
  t.same(await perform(connectNumOfDomains, driver, {}, contextOf(), guard), { num: 1 })
  t.same(await perform(connectListDefinedDomains, driver, { maxnames: 5 }, contextOf(), guard), { names: ['web1'] })
  t.same(await perform(connectListDefinedDomains, driver, { maxnames: 0 }, contextOf(), guard), { names: [] })
  await t.rejects(perform(connectListDefinedDomains, driver, { maxnames: -1 }, contextOf(), guard), { code: 'RPC' })
  t.same(flags, [1, 2, 2])
})

t.test('an older call is answered by the newer one that contains it', async t => {
  const seen: object[] = []
  const driver = fakeDriver([web], {
    domainCreateWithFlags: ({ dom, flags }) => {
      seen.push({ flags })
      return { dom }
    },
    domainDefineXmlFlags: { prepare: ({ flags }) => ({ details: {}, run: () => ({ dom: web, flags }) }) },
  })
  const guard = new Guard(fakeAuthority(all))
  await perform(domainCreate, driver, { dom: web.reference }, contextOf(), guard)
  t.same(seen, [{ flags: 0 }])
  t.match(await perform(domainDefineXml, driver, { xml: '<domain/>' }, contextOf(), guard), { dom: web })
})

t.test('a lookup is checked with the object it found', async t => {
  const driver = fakeDriver([], { domainLookupByName: () => ({ dom: web }) })
  const guard = new Guard(fakeAuthority([]))
  await t.rejects(perform(domainLookupByName, driver, { name: 'web1' }, contextOf(), guard), { code: 'ACCESS_DENIED' })
})

t.test('a new object is checked by its own details before anything happens', async t => {
  const happened: string[] = []
  const driver = fakeDriver([], {
    domainCreateXml: {
      prepare: ({ xml_desc }) => {
        happened.push('parsed')
        return {
          details: { domain_name: xml_desc },
          run: () => {
            happened.push('ran')
            return { dom: web }
          },
        }
      },
    },
  })
  const grants = ['org.libvirt.api.domain.write@web1', 'org.libvirt.api.domain.start@web1']
  const guard = new Guard(fakeAuthority(grants))
  await t.resolves(perform(domainCreateXml, driver, { xml_desc: 'web1', flags: 0 }, contextOf(), guard))
  await t.rejects(perform(domainCreateXml, driver, { xml_desc: 'db', flags: 0 }, contextOf(), guard), {
    code: 'ACCESS_DENIED',
  })
  t.same(happened, ['parsed', 'ran', 'parsed'])
})

t.test('what is wrong with a file of the host is told to those alone who may make the call', async t => {
  const driver = fakeDriver([], {
    domainSaveImageGetXmlDesc: {
      prepare: ({ file }) => {
        throw new LibvirtError('OPERATION_FAILED', `${file} is not there`)
      },
    },
  })
  const read = (grants: string[]) =>
    perform(
      domainSaveImageGetXmlDesc,
      driver,
      { file: '/root/x', flags: 0 },
      contextOf(),
      new Guard(fakeAuthority(grants)),
    )
  await t.rejects(read(reads), { code: 'ACCESS_DENIED', message: /^((?!not there).)*$/ })
  await t.rejects(read(all), { message: 'operation failed: /root/x is not there' })
})

t.test('what the API refuses by itself', async t => {
  const driver = fakeDriver([web], {
    domainGetXmlDesc: () => ({ xml: '<domain/>' }),
    domainSetVcpusFlags: () => {},
  })
  const guard = new Guard(fakeAuthority(all))
  const dom = web.reference
  const readOnly = contextOf({ readOnly: true })
  await t.rejects(perform(domainSuspend, driver, { dom }, readOnly, guard), {
    message: 'operation forbidden: read only access prevents virDomainSuspend',
  })
  await t.rejects(perform(domainGetXmlDesc, driver, { dom, flags: domainXMLFlags.SECURE }, readOnly, guard), {
    code: 'OPERATION_DENIED',
  })
  t.same(await perform(domainGetXmlDesc, driver, { dom, flags: 0 }, readOnly, guard), { xml: '<domain/>' })
  await t.rejects(perform(domainSuspend, driver, { dom }, contextOf(), guard), {
    message: 'this function is not supported by the connection driver: virDomainSuspend',
  })
  await t.rejects(perform(domainGetXmlDesc, driver, { dom, flags: 0x800 }, contextOf(), guard), {
    message: 'unsupported flags (0x800) in function testDomainGetXMLDesc',
  })
  const onlyMaximum = { dom, nvcpus: 2, flags: domainVcpuFlags.MAXIMUM | domainModificationImpact.LIVE }
  await t.rejects(perform(domainSetVcpusFlags, driver, onlyMaximum, contextOf(), guard), {
    message: "Flag 'VIR_DOMAIN_AFFECT_CONFIG' is required by flag 'VIR_DOMAIN_VCPU_MAXIMUM'",
  })
})

t.test('a permission tied to a flag is asked for only with the flag', async t => {
  const driver = fakeDriver([web], { domainGetXmlDesc: () => ({ xml: '<domain/>' }) })
  const guard = new Guard(fakeAuthority(reads))
  const dom = web.reference
  await t.resolves(perform(domainGetXmlDesc, driver, { dom, flags: 0 }, contextOf(), guard))
  await t.rejects(perform(domainGetXmlDesc, driver, { dom, flags: domainXMLFlags.SECURE }, contextOf(), guard), {
    message: /domain\.read-secure/,
  })
})
