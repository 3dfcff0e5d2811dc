// Guests with firmware of their own, and with the host's CPU, on real QEMU.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { domainCreateFlags } from '../../../src/api/enums/domain.js'
import { parseXml } from '../../../src/model/xml/parseXml.js'
import { guestXml } from './guestXml.js'
import { qemuHost } from './qemuHost.js'

const folder = '/usr/share/OVMF'
const skip = !existsSync(join(folder, 'OVMF_CODE_4M.fd')) && 'OVMF is not installed'
const { START_PAUSED, START_RESET_NVRAM } = domainCreateFlags
const withFirmware = (os: string) => guestXml().replace('<os>', "<os firmware='efi'>").replace('</os>', `${os}</os>`)
const plain = "<firmware><feature enabled='no' name='secure-boot'/></firmware>"

t.test('variables of the firmware are made once, and anew when asked for', { skip }, async t => {
  const { call, define, directories } = await qemuHost(t)
  const dom = await define(withFirmware(plain))
  const path = join(directories.qemuNvram, 'web1_VARS.fd')
  const start = async (flags: number) => {
    await call(calls.domainCreateWithFlags, { dom, flags: START_PAUSED | flags })
    await call(calls.domainDestroy, { dom })
  }
  t.notOk(existsSync(path))
  await start(0)
  const template = readFileSync(join(folder, 'OVMF_VARS_4M.fd'))
  t.ok(readFileSync(path).equals(template))
  t.equal(statSync(path).mode & 0o777, 0o600)
  const changed = Buffer.from(template)
  changed.writeUInt32LE(7, changed.length - 4)
  writeFileSync(path, changed)
  await start(0)
  t.ok(readFileSync(path).equals(changed))
  await start(START_RESET_NVRAM)
  t.ok(readFileSync(path).equals(template))
})

t.test('a guest runs its firmware', { skip }, async t => {
  const { call, define, console } = await qemuHost(t)
  const dom = await define(withFirmware(plain))
  await call(calls.domainCreate, { dom })
  const tty = await console(dom)
  await tty.shown('UEFI Interactive Shell')
})

t.test('variables are kept in the format that was asked for', { skip }, async t => {
  const { call, define, root } = await qemuHost(t)
  const path = join(root, 'web1.qcow2')
  const loader = `<loader readonly='yes' type='pflash'>${folder}/OVMF_CODE_4M.fd</loader>`
  const nvram = `<nvram template='${folder}/OVMF_VARS_4M.fd' templateFormat='raw' format='qcow2'>${path}</nvram>`
  const dom = await define(guestXml().replace('</os>', `${loader}${nvram}</os>`))
  await call(calls.domainCreateWithFlags, { dom, flags: START_PAUSED })
  t.equal(readFileSync(path).subarray(0, 3).toString(), 'QFI')
})

t.test('a guest has the CPU of the host as far as its emulator goes', async t => {
  const { call, define } = await qemuHost(t)
  const xml = guestXml().replace(/<cpu .*<\/cpu>/, "<cpu mode='host-model'/>")
  const dom = await define(xml)
  await call(calls.domainCreateWithFlags, { dom, flags: START_PAUSED })
  const live = await call(calls.domainGetXmlDesc, { dom, flags: 0 })
  const cpu = parseXml(live.xml).child('cpu')
  t.equal(cpu?.attribute('mode'), 'custom')
  t.equal(cpu?.child('model')?.attribute('fallback'), 'forbid')
  t.ok(cpu?.child('model')?.text)
  const inactive = await call(calls.domainGetXmlDesc, { dom, flags: 2 })
  t.equal(parseXml(inactive.xml).child('cpu')?.attribute('mode'), 'host-model')
})
