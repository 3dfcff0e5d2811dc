import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { detectChain } from '../../../../src/drivers/qemu/images/detectChain.js'
import { parseQcow2Header } from '../../../../src/drivers/qemu/images/parseQcow2Header.js'
import type { StorageSource } from '../../../../src/model/domain/devices/storageSource.js'

const folder = mkdtempSync(join(tmpdir(), 'virtbus-chain-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string) => join(folder, name)
const image = (name: string): StorageSource => ({ type: 'file', path: at(name), format: 'qcow2' })
const qemuImg = (...args: string[]) => void execFileSync('qemu-img', ['create', '-q', ...args], { cwd: folder })

t.before(() => {
  qemuImg('-f', 'raw', 'base.raw', '1M')
  qemuImg('-f', 'qcow2', '-b', 'base.raw', '-F', 'raw', 'middle.qcow2')
  qemuImg('-f', 'qcow2', '-b', at('middle.qcow2'), '-F', 'qcow2', 'top.qcow2')
  qemuImg('-f', 'qcow2', 'alone.qcow2', '1M')
  qemuImg('-f', 'qcow2', '-u', '-b', 'gone.raw', '-F', 'raw', 'orphan.qcow2', '1M')
  qemuImg('-f', 'qcow2', '-u', '-b', 'tail.qcow2', '-F', 'qcow2', 'loop.qcow2', '1M')
  qemuImg('-f', 'qcow2', '-u', '-b', 'loop.qcow2', '-F', 'qcow2', 'tail.qcow2', '1M')
  qemuImg('-f', 'qcow2', '-u', '-b', 'nbd://host/x', '-F', 'raw', 'remote.qcow2', '1M')
})

t.test('a chain is followed to its end, names being relative to the image that holds them', async t => {
  const top = image('top.qcow2')
  await detectChain(top)
  t.match(top.backing, { path: at('middle.qcow2'), format: 'qcow2', backing: { path: at('base.raw'), format: 'raw' } })
})

t.test('an image with nothing behind it says so', async t => {
  const alone = image('alone.qcow2')
  await detectChain(alone)
  t.equal(alone.backing, null)
})

t.test('a chain that the definition gives is believed', async t => {
  const top: StorageSource = { ...image('top.qcow2'), backing: null }
  await detectChain(top)
  t.equal(top.backing, null)
})

t.test('a raw image is never looked into', async t => {
  const disguised: StorageSource = { type: 'file', path: at('top.qcow2'), format: 'raw' }
  await detectChain(disguised)
  t.equal(disguised.backing, undefined)
})

t.test('what is no file is left to QEMU', async t => {
  const remote = image('remote.qcow2')
  await detectChain(remote)
  t.equal(remote.backing, undefined)
})

t.test('a missing link is named with the image that wants it', async t => {
  await t.rejects(detectChain(image('orphan.qcow2')), {
    code: 'SYSTEM_ERROR',
    message: `Cannot access backing file '${at('gone.raw')}' of storage file '${at('orphan.qcow2')}': No such file or directory`,
  })
})

t.test('a chain that bites its tail is refused', async t => {
  await t.rejects(detectChain(image('loop.qcow2')), /self-referential/)
})

t.test('a header that lies about its lengths is not read beyond its end', async t => {
  const header = Buffer.alloc(200)
  header.writeUInt32BE(0x514649fb, 0)
  header.writeUInt32BE(3, 4)
  header.writeBigUInt64BE(190n, 8)
  header.writeUInt32BE(500, 16)
  t.equal(parseQcow2Header(header), undefined)
  header.writeUInt32BE(0, 16)
  header.writeUInt32BE(0xfffffff0, 100)
  t.match(parseQcow2Header(header), { backingFile: undefined })
  t.equal(parseQcow2Header(Buffer.from('QFI')), undefined)
})
