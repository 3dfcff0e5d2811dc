// vCPUs that are plugged in and out of real guests.
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { domainModificationImpact } from '../../../src/api/enums/domain.js'
import { parseXml } from '../../../src/model/xml/parseXml.js'
import { guestXml } from './guestXml.js'
import { qemuHost } from './qemuHost.js'

const { LIVE, CONFIG } = domainModificationImpact
const inactive = 2
const someOf4 = guestXml().replace('<vcpu>1</vcpu>', "<vcpu current='1'>4</vcpu>")

/** States of the vCPUs in a document, in order: `y` and `n`. */
function states(xml: string): string {
  const root = parseXml(xml)
  const listed = root.child('vcpus')?.elements('vcpu') ?? []
  return listed.map(vcpu => vcpu.attribute('enabled')?.[0]).join('')
}

t.test('vCPUs are counted up and down again in a guest that runs', async t => {
  const { call, define, console } = await qemuHost(t)
  const dom = await define(someOf4)
  await call(calls.domainCreate, { dom })
  const tty = await console(dom)
  await tty.shown('guest# ')
  const count = (nvcpus: number, flags: number) => call(calls.domainSetVcpusFlags, { dom, nvcpus, flags })
  const running = async () => (await call(calls.domainGetVcpusFlags, { dom, flags: LIVE })).num
  await count(3, LIVE | CONFIG)
  t.equal(await running(), 3)
  const { info } = await call(calls.domainGetVcpus, { dom, maxinfo: 4, maplen: 1 })
  t.equal(info.length, 3)
  t.equal(states((await call(calls.domainGetXmlDesc, { dom, flags: 0 })).xml), 'yyyn')
  await t.rejects(count(5, LIVE), { message: /greater than max allowable vcpus/ })
})

t.test('single vCPUs are chosen by number', async t => {
  const { call, define } = await qemuHost(t)
  const dom = await define(someOf4)
  await call(calls.domainCreateWithFlags, { dom, flags: 1 })
  const set = (cpumap: string, state: number, flags: number) => call(calls.domainSetVcpu, { dom, cpumap, state, flags })
  await set('2', 1, LIVE)
  t.equal(states((await call(calls.domainGetXmlDesc, { dom, flags: 0 })).xml), 'ynyn')
  await set('1,3', 1, CONFIG)
  t.equal(states((await call(calls.domainGetXmlDesc, { dom, flags: inactive })).xml), 'yyny')
  await t.rejects(set('2', 1, LIVE), { message: /vcpu '2' is already in requested state/ })
  await t.rejects(set('9', 1, LIVE), { message: /vcpu '9' is not present in the domain/ })
  await t.rejects(set('2', 7, LIVE), { message: /state must be 0 or 1/ })
  await t.rejects(set('', 1, LIVE), { message: /bitmap|no vcpus selected/ })
})
