// What every driver of network filters promises.
import type { Test } from 'tap'
import * as calls from '../../src/api/calls/index.js'
import type { References } from '../../src/api/schema.js'
import type { ContractClient } from './ContractClient.js'

export interface NwfilterContractOptions {
  /** A fresh driver without filters of the suite's names. */
  readonly connect: () => Promise<ContractClient> | ContractClient
}

const filter = (name: string, { uuid = '', uses = '' } = {}) =>
  `<filter name='${name}' chain='root'>${uuid && `<uuid>${uuid}</uuid>`}${uses && `<filterref filter='${uses}'/>`}
   <rule action='drop' direction='in' priority='500'><mac match='no' srcmacaddr='$MAC'/></rule></filter>`
const binding = (portdev: string, uses: string) =>
  `<filterbinding><owner><name>web</name><uuid>d54df46f-1ab5-4a22-8618-4560ef5fac2c</uuid></owner>
   <portdev name='${portdev}'/><mac address='52:54:00:7b:35:93'/>
   <filterref filter='${uses}'><parameter name='MAC' value='52:54:00:7b:35:93'/></filterref></filterbinding>`

export function nwfilterContract(t: Test, { connect }: NwfilterContractOptions): void {
  const define = async ({ call }: ContractClient, xml: string) =>
    (await call(calls.nwfilterDefineXml, { xml }))['nwfilter'] as References['nwfilter']
  const names = async ({ call }: ContractClient) => {
    const { filters } = await call(calls.connectListAllNwfilters, { need_results: 1, flags: 0 })
    return (filters as References['nwfilter'][]).map(({ name }) => name).filter(name => name.startsWith('contract'))
  }

  t.test('a filter is defined, found, printed and undefined', async t => {
    const client = await connect()
    const nwfilter = await define(client, filter('contract1'))
    t.same(await names(client), ['contract1'])
    t.same(await client.call(calls.nwfilterLookupByName, { name: 'contract1' }), { nwfilter })
    t.same(await client.call(calls.nwfilterLookupByUuid, { uuid: nwfilter.uuid }), { nwfilter })
    const { xml } = await client.call(calls.nwfilterGetXmlDesc, { nwfilter, flags: 0 })
    t.match(xml, /<rule action='drop' direction='in' priority='500'>/)
    t.same(await define(client, String(xml)), nwfilter)
    await client.call(calls.nwfilterUndefine, { nwfilter })
    t.same(await names(client), [])
    await t.rejects(client.call(calls.nwfilterGetXmlDesc, { nwfilter, flags: 0 }), {
      message: `Network filter not found: no nwfilter with matching uuid '${nwfilter.uuid}'`,
    })
    await t.rejects(client.call(calls.nwfilterLookupByName, { name: 'contract1' }), {
      message: "Network filter not found: no nwfilter with matching name 'contract1'",
    })
  })

  t.test('a name and a UUID belong to one filter', async t => {
    const client = await connect()
    const { uuid } = await define(client, filter('contract1'))
    const refused = { code: 'OPERATION_FAILED', message: new RegExp(`contract1.* already exists`) }
    await t.rejects(define(client, filter('contract1')), refused)
    await t.rejects(define(client, filter('contract2', { uuid })), refused)
    t.same(await names(client), ['contract1'])
  })

  t.test('a filter in use stays, and filters do not contain themselves', async t => {
    const client = await connect()
    const inner = await define(client, filter('contract-inner'))
    const outer = await define(client, filter('contract-outer', { uses: 'contract-inner' }))
    const inUse = { message: 'Requested operation is not valid: nwfilter is in use' }
    await t.rejects(client.call(calls.nwfilterUndefine, { nwfilter: inner }), inUse)
    await t.rejects(define(client, filter('contract-inner', { uuid: inner.uuid, uses: 'contract-outer' })), {
      message: 'operation failed: filter would introduce a loop',
    })
    await client.call(calls.nwfilterUndefine, { nwfilter: outer })
    await client.call(calls.nwfilterUndefine, { nwfilter: inner })
  })

  t.test('a filter is put on an interface and taken off it', async t => {
    const client = await connect()
    const nwfilter = await define(client, filter('contract1'))
    const bind = (portdev: string, uses: string) =>
      client.call(calls.nwfilterBindingCreateXml, { xml: binding(portdev, uses), flags: 0 })
    const { nwfilter: bound } = await bind('vnet7', 'contract1')
    t.same(bound, { portdev: 'vnet7', filtername: 'contract1' })
    await t.rejects(bind('vnet7', 'contract1'), { message: /Binding for port dev 'vnet7' already exists$/ })
    await t.rejects(bind('vnet8', 'nosuch'), { code: 'NO_NWFILTER' })
    const list = { need_results: 1, flags: 0 }
    t.same(await client.call(calls.connectListAllNwfilterBindings, list), { bindings: [bound], ret: 1 })
    t.same(await client.call(calls.nwfilterBindingLookupByPortDev, { name: 'vnet7' }), { nwfilter: bound })
    const own = { nwfilter: bound as References['nwfilterBinding'] }
    const { xml } = await client.call(calls.nwfilterBindingGetXmlDesc, { ...own, flags: 0 })
    t.match(xml, /<portdev name='vnet7'\/>/)
    await t.rejects(client.call(calls.nwfilterUndefine, { nwfilter }), { message: /nwfilter is in use$/ })
    await client.call(calls.nwfilterBindingDelete, own)
    await t.rejects(client.call(calls.nwfilterBindingGetXmlDesc, { ...own, flags: 0 }), { code: 'NO_NWFILTER_BINDING' })
    await client.call(calls.nwfilterUndefine, { nwfilter })
  })
}
