// Guests with an emulated TPM, played by the real swtpm.
import { chmodSync, chownSync, existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { domainUndefineFlagsValues } from '../../../src/api/enums/domain.js'
import { findUser } from '../../../src/host/findUser.js'
import { guestXml } from './guestXml.js'
import { qemuHost } from './qemuHost.js'

// New keys take seconds.
t.setTimeout(180_000)

const skip = !existsSync('/usr/bin/swtpm_setup') && 'swtpm is not installed'
const paused = 1
const tpm = (more = '') => `<tpm model='tpm-crb'><backend type='emulator' version='2.0' ${more}/></tpm>`

/** As root, swtpm is to run as its own user, or the certificates it issues on this machine would become root's. */
async function tpmHost(t: Test) {
  const isRoot = process.getuid?.() === 0
  const host = await qemuHost(t, { privileged: isRoot })
  chmodSync(host.root, 0o755)
  return host
}

t.test('a TPM keeps its state between runs, and loses it with the definition', { skip }, async t => {
  const { call, define, directories } = await tpmHost(t)
  const dom = await define(guestXml({ devices: tpm() }))
  const folder = join(directories.swtpmData, dom.uuid, 'tpm2')
  const socket = join(directories.swtpmState, '1-web1-swtpm.sock')
  await call(calls.domainCreateWithFlags, { dom, flags: paused })
  t.ok(existsSync(socket))
  t.same(
    readdirSync(folder).filter(name => name.endsWith('.permall')),
    ['tpm2-00.permall'],
  )
  t.equal(statSync(folder).mode & 0o777, 0o700)
  const { birthtimeMs } = statSync(folder)
  await call(calls.domainDestroy, { dom })
  t.notOk(existsSync(socket))
  await call(calls.domainCreateWithFlags, { dom, flags: paused })
  t.equal(statSync(folder).birthtimeMs, birthtimeMs)
  await call(calls.domainDestroy, { dom })
  await call(calls.domainUndefine, { dom })
  t.notOk(existsSync(folder))
})

t.test('the state stays when it is to be kept', { skip }, async t => {
  const { call, define, directories } = await tpmHost(t)
  const xml = guestXml({ devices: tpm("persistent_state='yes'") })
  const dom = await define(xml)
  const folder = join(directories.swtpmData, dom.uuid, 'tpm2')
  await call(calls.domainCreateWithFlags, { dom, flags: paused })
  await call(calls.domainDestroy, { dom })
  await call(calls.domainUndefine, { dom })
  t.ok(existsSync(folder))
  const again = await define(xml.replace('<memory', `<uuid>${dom.uuid}</uuid><memory`))
  await call(calls.domainUndefineFlags, { dom: again, flags: domainUndefineFlagsValues.TPM })
  t.notOk(existsSync(folder))
})

t.test('a guest without a definition takes its state with it', { skip }, async t => {
  const { call, directories } = await tpmHost(t)
  const { dom } = await call(calls.domainCreateXml, { xml_desc: guestXml({ devices: tpm() }), flags: paused })
  const folder = join(directories.swtpmData, dom.reference.uuid)
  t.ok(existsSync(folder))
  await call(calls.domainDestroy, { dom: dom.reference })
  t.notOk(existsSync(folder))
})

t.test('a start that fails leaves no TPM behind', { skip }, async t => {
  const { call, define, directories, root } = await tpmHost(t)
  const disk = `<disk type='file'><driver type='qcow2'/><source file='${join(root, 'no.qcow2')}'/><target dev='vda'/></disk>`
  const dom = await define(guestXml({ devices: `${tpm()}${disk}` }))
  await t.rejects(call(calls.domainCreate, { dom }))
  t.notOk(existsSync(join(directories.swtpmState, '1-web1-swtpm.sock')))
})

const asRoot = (skip || process.getuid?.() !== 0) && 'needs root and swtpm'
t.test('the TPM of a guest of the host is played by the user for TPMs', { skip: asRoot }, async t => {
  const owner = (await findUser('tss')) ?? (await findUser('swtpm'))
  const { call, define, directories } = await tpmHost(t)
  const dom = await define(guestXml({ devices: tpm() }))
  await call(calls.domainCreateWithFlags, { dom, flags: paused })
  const folder = join(directories.swtpmData, dom.uuid, 'tpm2')
  t.equal(statSync(folder).uid, owner?.uid)
  t.not(statSync(join(directories.swtpmState, '1-web1-swtpm.sock')).uid, 0)
  // Another release may have run it as somebody else.
  await call(calls.domainDestroy, { dom })
  for (const name of readdirSync(folder)) chownSync(join(folder, name), 0, 0)
  await call(calls.domainCreateWithFlags, { dom, flags: paused })
  t.equal(statSync(join(folder, 'tpm2-00.permall')).uid, owner?.uid)
})
