// What every driver of domains promises, by whichever road it is called. A driver's own test file runs this suite.
import type { Test } from 'tap'
import * as calls from '../../src/api/calls/index.js'
import type { References } from '../../src/api/schema.js'
import type { ContractClient } from './ContractClient.js'

export interface DomainContractOptions {
  /** A fresh driver with no domain of the suite's names in it. */
  readonly connect: () => Promise<ContractClient> | ContractClient
  /** A definition that this driver starts quickly. */
  readonly definition: (name: string, uuid?: string) => string
}

const [DEFINED, UNDEFINED, STARTED, SUSPENDED, RESUMED, STOPPED] = [0, 1, 2, 3, 4, 5]
const [RUNNING, PAUSED, SHUTOFF] = [1, 3, 5]
const LIST = { active: 1, inactive: 2, persistent: 4, transient: 8, paused: 32, autostart: 1024 }

export function domainContract(t: Test, { connect, definition }: DomainContractOptions): void {
  const define = async (client: ContractClient, name: string, uuid?: string) =>
    domOf(await client.call(calls.domainDefineXml, { xml: definition(name, uuid) }))
  const state = async (client: ContractClient, dom: References['domain']) =>
    client.call(calls.domainGetState, { dom, flags: 0 })
  const names = async (client: ContractClient, flags: number) => {
    const { domains } = await client.call(calls.connectListAllDomains, { need_results: 1, flags })
    return (domains as References['domain'][]).map(({ name }) => name)
  }

  t.test('a defined domain is found by name and UUID, and not by id', async t => {
    const client = await connect()
    const dom = await define(client, 'contract1')
    t.equal(dom.id, -1)
    t.same(domOf(await client.call(calls.domainLookupByName, { name: 'contract1' })), dom)
    t.same(domOf(await client.call(calls.domainLookupByUuid, { uuid: dom.uuid })), dom)
    await t.rejects(client.call(calls.domainLookupById, { id: 99999 }), {
      message: 'Domain not found: no domain with matching id 99999',
    })
    await t.rejects(client.call(calls.domainLookupByName, { name: 'nosuch' }), {
      code: 'NO_DOMAIN',
      message: "Domain not found: no domain with matching name 'nosuch'",
    })
  })

  t.test('a domain goes through its life with the events of each step', async t => {
    const client = await connect()
    client.lifecycle.length = 0
    const dom = await define(client, 'contract1')
    t.match(await state(client, dom), { state: SHUTOFF })
    await client.call(calls.domainCreateWithFlags, { dom, flags: 0 })
    t.same(await state(client, dom), { state: RUNNING, reason: 1 })
    t.same(await client.call(calls.domainIsActive, { dom }), { active: 1 })
    await client.call(calls.domainSuspend, { dom })
    t.same(await state(client, dom), { state: PAUSED, reason: 1 })
    await client.call(calls.domainResume, { dom })
    t.same(await state(client, dom), { state: RUNNING, reason: 5 })
    await client.call(calls.domainDestroyFlags, { dom, flags: 0 })
    t.same(await state(client, dom), { state: SHUTOFF, reason: 2 })
    await client.call(calls.domainUndefineFlags, { dom, flags: 0 })
    await t.rejects(state(client, dom), {
      message: `Domain not found: no domain with matching uuid '${dom.uuid}' (contract1)`,
    })
    await settle(client)
    t.same(client.lifecycle, [
      `contract1 ${DEFINED} 0`,
      `contract1 ${STARTED} 0`,
      `contract1 ${SUSPENDED} 0`,
      `contract1 ${RESUMED} 0`,
      `contract1 ${STOPPED} 1`,
      `contract1 ${UNDEFINED} 0`,
    ])
  })

  t.test('an id belongs to a run: it comes with the start, goes with the end, and is not used again', async t => {
    const client = await connect()
    const dom = await define(client, 'contract1')
    const ids: number[] = []
    for (let run = 0; run < 2; run++) {
      const running = domOf(await client.call(calls.domainCreateWithFlags, { dom, flags: 0 }))
      ids.push(running.id)
      t.same(domOf(await client.call(calls.domainLookupById, { id: running.id })), running)
      await client.call(calls.domainDestroyFlags, { dom, flags: 0 })
    }
    t.ok(ids.every(id => id > 0))
    t.equal(new Set(ids).size, 2)
  })

  t.test('what cannot be done in a state is refused with libvirt’s words', async t => {
    const client = await connect()
    const dom = await define(client, 'contract1')
    const refused = { message: 'Requested operation is not valid: domain is not running' }
    await t.rejects(client.call(calls.domainDestroyFlags, { dom, flags: 0 }), refused)
    await t.rejects(client.call(calls.domainSuspend, { dom }), refused)
    await t.rejects(client.call(calls.domainShutdownFlags, { dom, flags: 0 }), refused)
    await client.call(calls.domainCreateWithFlags, { dom, flags: 0 })
    await t.rejects(client.call(calls.domainCreateWithFlags, { dom, flags: 0 }), {
      message: 'Requested operation is not valid: domain is already running',
    })
    await client.call(calls.domainDestroyFlags, { dom, flags: 0 })
  })

  t.test('a transient domain lives as long as it runs, and has no autostart', async t => {
    const client = await connect()
    const dom = domOf(await client.call(calls.domainCreateXml, { xml_desc: definition('contract1'), flags: 0 }))
    t.same(await client.call(calls.domainIsPersistent, { dom }), { persistent: 0 })
    await t.rejects(client.call(calls.domainSetAutostart, { dom, autostart: 1 }), {
      message: 'Requested operation is not valid: cannot set autostart for transient domain',
    })
    await t.rejects(client.call(calls.domainUndefineFlags, { dom, flags: 0 }), {
      message: 'Requested operation is not valid: cannot undefine transient domain',
    })
    await client.call(calls.domainDestroyFlags, { dom, flags: 0 })
    await t.rejects(state(client, dom), { code: 'NO_DOMAIN' })
  })

  t.test('undefining a running domain makes it transient', async t => {
    const client = await connect()
    const dom = await define(client, 'contract1')
    await client.call(calls.domainCreateWithFlags, { dom, flags: 0 })
    await client.call(calls.domainUndefineFlags, { dom, flags: 0 })
    t.same(await client.call(calls.domainIsPersistent, { dom }), { persistent: 0 })
    await client.call(calls.domainDestroyFlags, { dom, flags: 0 })
    await t.rejects(state(client, dom), { code: 'NO_DOMAIN' })
  })

  t.test('a second definition of the same name and UUID replaces the first; of one of them, it is refused', async t => {
    const client = await connect()
    const dom = await define(client, 'contract1')
    t.same(await define(client, 'contract1', dom.uuid), dom)
    await t.rejects(client.call(calls.domainDefineXml, { xml: definition('contract2', dom.uuid) }), {
      code: 'OPERATION_FAILED',
      message: `operation failed: domain 'contract1' is already defined with uuid ${dom.uuid}`,
    })
    const other = '11111111-2222-4333-8444-555555555555'
    await t.rejects(client.call(calls.domainDefineXml, { xml: definition('contract1', other) }), {
      code: 'OPERATION_FAILED',
      message: `operation failed: domain 'contract1' already exists with uuid ${dom.uuid}`,
    })
  })

  t.test('lists follow their filters', async t => {
    const client = await connect()
    const off = await define(client, 'contract-off')
    const paused = await define(client, 'contract-paused')
    await client.call(calls.domainSetAutostart, { dom: off, autostart: 1 })
    await client.call(calls.domainCreateWithFlags, { dom: paused, flags: 0 })
    await client.call(calls.domainSuspend, { dom: paused })
    const transient = domOf(
      await client.call(calls.domainCreateXml, { xml_desc: definition('contract-transient'), flags: 0 }),
    )
    const ours = async (flags: number) =>
      (await names(client, flags)).filter(name => name.startsWith('contract')).sort()
    t.same(await ours(0), ['contract-off', 'contract-paused', 'contract-transient'])
    t.same(await ours(LIST.inactive), ['contract-off'])
    t.same(await ours(LIST.active | LIST.inactive), ['contract-off', 'contract-paused', 'contract-transient'])
    t.same(await ours(LIST.transient), ['contract-transient'])
    t.same(await ours(LIST.active | LIST.persistent), ['contract-paused'])
    t.same(await ours(LIST.paused), ['contract-paused'])
    t.same(await ours(LIST.autostart), ['contract-off'])
    const count = await client.call(calls.connectListAllDomains, { need_results: 0, flags: LIST.inactive })
    t.match(count, { domains: [], ret: 1 })
    for (const dom of [paused, transient]) await client.call(calls.domainDestroyFlags, { dom, flags: 0 })
  })

  t.test('the description that is given is the one that comes back', async t => {
    const client = await connect()
    const dom = await define(client, 'contract1')
    const { xml } = await client.call(calls.domainGetXmlDesc, { dom, flags: 0 })
    t.match(xml, /<name>contract1<\/name>/)
    await client.call(calls.domainDefineXml, { xml: String(xml) })
    t.same(await client.call(calls.domainGetXmlDesc, { dom, flags: 0 }), { xml })
    await t.rejects(client.call(calls.domainGetXmlDesc, { dom, flags: 0x4000 }), {
      message: /^unsupported flags \(0x4000\) in function \w+DomainGetXMLDesc$/,
    })
  })

  const unreadable: [title: string, xml: string, message: RegExp][] = [
    ['text that is no XML', 'hello', /^\(domain_definition\):1: /],
    ['a document cut short', '<domain><name>x</name>', /^\(domain_definition\):1: /],
    ['an entity bomb', '<!DOCTYPE d [<!ENTITY a "b">]><domain/>', /document type declarations are not accepted/],
    ['another root element', '<network/>', /unexpected root element <network>, expecting <domain>/],
  ]
  for (const [title, xml, message] of unreadable) {
    t.test(`${title} is refused and nothing is left of it`, async t => {
      const client = await connect()
      const before = await names(client, 0)
      await t.rejects(client.call(calls.domainDefineXml, { xml }), { message })
      t.same(await names(client, 0), before)
    })
  }
}

const domOf = (result: Record<string, unknown>): References['domain'] => result['dom'] as References['domain']

/** An event may come after the reply of the call that caused it: one more call lets it through. */
async function settle(client: ContractClient): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, 10))
  await client.call(calls.connectGetLibVersion, {})
}
