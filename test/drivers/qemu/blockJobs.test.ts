// Disks of running guests whose images are merged, copied and exchanged.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import {
  domainBlockCommitFlags,
  domainBlockCopyFlags,
  domainBlockJobAbortFlags,
  domainBlockRebaseFlags,
} from '../../../src/api/enums/domain.js'
import { parseXml } from '../../../src/model/xml/parseXml.js'
import type { XmlElement } from '../../../src/model/xml/XmlElement.js'
import { guestXml } from './guestXml.js'
import { imageChain } from './imageChain.js'
import { qemuHost, type QemuHost } from './qemuHost.js'

t.setTimeout(180_000)
const { ASYNC, PIVOT } = domainBlockJobAbortFlags

/** A guest that stands still, with a disk on three images. */
async function layeredGuest(t: Test, host?: QemuHost) {
  const own = host ?? (await qemuHost(t))
  const images = imageChain(own.root)
  const dom = await own.define(guestXml({ devices: images.disk }))
  await own.call(calls.domainCreateWithFlags, { dom, flags: 1 })
  const document = async (flags = 0) => parseXml((await own.call(calls.domainGetXmlDesc, { dom, flags })).xml)
  const diskOf = async (flags = 0) => (await document(flags)).descend('devices', 'disk')
  return {
    ...own,
    ...images,
    dom,
    /** Paths of the disk's images in a document. */
    chain: async (flags = 0) => pathsOf(await diskOf(flags)),
    mirror: async () => (await diskOf())?.child('mirror'),
    indexOf: async (path: string) => {
      for (let at: XmlElement | undefined = await diskOf(); at; at = at.child('backingStore')) {
        if (at.child('source')?.attribute('file') === path) return at.attribute('index')
      }
      return undefined
    },
    info: () => own.call(calls.domainGetBlockJobInfo, { dom, path: 'vda', flags: 0 }),
    /** Resolves when a job on the disk is ready. */
    ready: async () => {
      for (let tries = 0; (await diskOf())?.child('mirror')?.attribute('ready') !== 'yes' && tries < 500; tries++) {
        await new Promise(resolve => setTimeout(resolve, 10))
      }
    },
    abort: (flags: number) => own.call(calls.domainBlockJobAbort, { dom, path: 'vda', flags }),
    events: () => own.told.filter(notice => notice.startsWith('domainBlockJob')),
  }
}

function pathsOf(disk: XmlElement | undefined): string[] {
  const path = disk?.child('source')?.attribute('file')
  return path === undefined ? [] : [path, ...pathsOf(disk?.child('backingStore'))]
}

const both = (type: number, status: number) => [
  `domainBlockJobEvent ${type} ${status}`,
  `domainBlockJob2Event ${type} ${status}`,
]

t.test('everything behind a disk is pulled into it', async t => {
  const { call, dom, chain, chainOf, contents, heard, events, base, mid, top, info } = await layeredGuest(t)
  t.same(await chain(), [top, mid, base])
  t.same(await info(), { found: 0, type: 0, bandwidth: 0n, cur: 0n, end: 0n })
  await call(calls.domainBlockPull, { dom, path: 'vda', bandwidth: 0n, flags: 0 })
  await heard('domainBlockJob2Event 1 0')
  t.same(events(), both(1, 0))
  t.same(await chain(), [top])
  t.same(chainOf(top), [top])
  t.match(await info(), { found: 0 })
  const { result } = await call(calls.qemuDomainMonitorCommand, { dom, cmd: 'info block -n', flags: 1 })
  t.notMatch(result, /base\.qcow2|mid\.qcow2/, 'QEMU has let go of them')
  await call(calls.domainDestroy, { dom })
  t.equal(contents(top), 'base mid top')
})

t.test('a disk is pulled down to an image that stays', async t => {
  const { call, dom, chain, chainOf, heard, base, top } = await layeredGuest(t)
  const rebase = (name: string, flags = 0) =>
    call(calls.domainBlockRebase, { dom, path: 'vda', base: name, bandwidth: 0n, flags })
  await t.rejects(rebase('/etc/passwd'), { code: 'INVALID_ARG' })
  await rebase(base, domainBlockRebaseFlags.RELATIVE)
  await heard('domainBlockJob2Event 1 0')
  t.same(await chain(), [top, base])
  t.same(chainOf(top).length, 2)
})

t.test('an image in the middle is committed into the one below', async t => {
  const { call, dom, chain, chainOf, contents, heard, base, mid, top, indexOf } = await layeredGuest(t)
  const commit = (flags: number, from?: string, to?: string) =>
    call(calls.domainBlockCommit, { dom, disk: 'vda', base: to, top: from, bandwidth: 0n, flags })
  await t.rejects(commit(0), { code: 'INVALID_ARG', message: /active layer requires active flag/ })
  await t.rejects(commit(domainBlockCommitFlags.SHALLOW, top, base), { code: 'INVALID_ARG' })
  await t.rejects(commit(0, base), { message: /has no backing file/ })
  await commit(domainBlockCommitFlags.DELETE, `vda[${await indexOf(mid)}]`)
  await heard('domainBlockJob2Event 3 0')
  t.same(await chain(), [top, base])
  t.same(chainOf(top), [top, base])
  t.equal(contents(base), 'base mid')
  t.notOk(existsSync(mid), 'deleted, as asked')
})

t.test('the active image is committed, and the guest goes on below', async t => {
  const host = await layeredGuest(t)
  const { call, dom, chain, contents, heard, events, base, mirror, info, abort } = host
  await t.rejects(abort(0), { code: 'INVALID_ARG', message: /does not have an active block job/ })
  const flags = domainBlockCommitFlags.ACTIVE
  const commit = () =>
    call(calls.domainBlockCommit, { dom, disk: 'vda', base: undefined, top: undefined, bandwidth: 0n, flags })
  await commit()
  await t.rejects(commit(), { code: 'BLOCK_COPY_ACTIVE' })
  await heard('domainBlockJob2Event 4 3')
  t.match(await info(), { found: 1, type: 4 })
  t.equal((await mirror())?.attribute('ready'), 'yes')
  await abort(PIVOT)
  t.same(events(), [...both(4, 3), ...both(4, 0)])
  t.same(await chain(), [base])
  t.equal(await mirror(), undefined)
  t.equal(contents(base), 'base mid top')
  t.same(await chain(2), [base], 'the persistent definition follows')
})

t.test('a disk is copied elsewhere, and changes over or stays', async t => {
  const { call, dom, chain, chainOf, contents, heard, root, base, mid, top, mirror, abort, ready } =
    await layeredGuest(t)
  const copy = (file: string, flags = 0, type = 'qcow2', params: Parameters<typeof call>[1] = []) =>
    call(calls.domainBlockCopy, {
      dom,
      path: 'vda',
      destxml: `<disk type='file'><source file='${file}'/><driver type='${type}'/></disk>`,
      params: params as [],
      flags,
    })
  await t.rejects(copy(top), { code: 'CONFIG_UNSUPPORTED', message: /already exists/ })
  await t.rejects(copy('/nonexistent/copy'), { message: /failed to create image '\/nonexistent\/copy'/ })
  t.equal(await mirror(), undefined, 'what failed left nothing')
  const slow = join(root, 'slow.raw')
  await copy(slow, 0, 'raw', [{ field: 'bandwidth', type: 'ullong', value: 65536n }])
  await t.rejects(abort(PIVOT), { code: 'BLOCK_COPY_ACTIVE', message: /not ready for pivot yet/ })
  t.match(await call(calls.domainGetBlockJobInfo, { dom, path: 'vda', flags: 1 }), {
    found: 1,
    type: 2,
    bandwidth: 65536n,
  })
  await call(calls.domainBlockJobSetSpeed, { dom, path: 'vda', bandwidth: 32n, flags: 0 })
  t.match(await call(calls.domainGetBlockJobInfo, { dom, path: 'vda', flags: 0 }), { bandwidth: 32n })
  await t.rejects(call(calls.domainManagedSave, { dom, flags: 0 }), { message: /domain has active block job/ })
  await abort(ASYNC)
  await heard('domainBlockJob2Event 2 2')
  t.same(await chain(), [top, mid, base])
  t.equal(await mirror(), undefined)

  const shallow = join(root, 'shallow.qcow2')
  await copy(shallow, domainBlockCopyFlags.SHALLOW)
  await ready()
  await abort(PIVOT)
  t.same(await chain(), [shallow, mid, base])
  t.same(chainOf(shallow), [shallow, mid, base])
  t.same(await chain(2), [shallow])

  const raw = join(root, 'copy.raw')
  await call(calls.domainBlockRebase, {
    dom,
    path: 'vda',
    base: raw,
    bandwidth: 0n,
    flags: domainBlockRebaseFlags.COPY | domainBlockRebaseFlags.COPY_RAW,
  })
  await ready()
  await abort(PIVOT)
  t.same(await chain(), [raw])
  t.equal(readFileSync(raw)[0], 0x11)
  t.equal(readFileSync(raw)[128 << 10], 0x33)
  t.match((await call(calls.domainGetXmlDesc, { dom, flags: 2 })).xml, /type='raw'[^]*copy\.raw/)
  t.equal(contents(top), 'base mid top', 'the former image is whole')
})

t.test('jobs go on while nobody looks, and are found again', async t => {
  const host = await layeredGuest(t)
  const { call, dom, heard, base, root } = host
  const flags = domainBlockCommitFlags.ACTIVE
  await call(calls.domainBlockCommit, { dom, disk: 'vda', base: undefined, top: undefined, bandwidth: 0n, flags })
  await heard('domainBlockJob2Event 4 3')
  const again = await host.restart()
  t.match(await again.call(calls.domainGetBlockJobInfo, { dom, path: 'vda', flags: 0 }), { found: 1, type: 4 })
  await again.call(calls.domainBlockJobAbort, { dom, path: 'vda', flags: PIVOT })
  const { xml } = await again.call(calls.domainGetXmlDesc, { dom, flags: 0 })
  t.same(pathsOf(parseXml(xml).descend('devices', 'disk')), [base])

  const destxml = `<disk type='file'><source file='${join(root, 'copy.qcow2')}'/><driver type='qcow2'/></disk>`
  await again.call(calls.domainBlockCopy, { dom, path: 'vda', destxml, params: [], flags: 0 })
  const third = await again.restart()
  await third.call(calls.domainBlockJobAbort, { dom, path: 'vda', flags: 0 })
  t.match(await third.call(calls.domainGetBlockJobInfo, { dom, path: 'vda', flags: 0 }), { found: 0 })
  await third.call(calls.domainDestroy, { dom })
})

t.test('whoever waits for the end of a job learns that its guest has ended', async t => {
  const { call, dom, abort, root } = await layeredGuest(t)
  const destxml = `<disk type='file'><source file='${join(root, 'copy.raw')}'/><driver type='raw'/></disk>`
  const bandwidth = { field: 'bandwidth', type: 'ullong', value: 65536n } as const
  await call(calls.domainBlockCopy, { dom, path: 'vda', destxml, params: [bandwidth], flags: 0 })
  await call(calls.domainDestroy, { dom })
  await t.rejects(abort(0), { code: 'OPERATION_INVALID' })
  await call(calls.domainCreateWithFlags, { dom, flags: 1 })
  const pid = Number(/pid='(\d+)'/.exec(readFileSync(join(root, 'run/qemu/web1.xml'), 'utf8'))?.[1])
  await call(calls.domainBlockPull, { dom, path: 'vda', bandwidth: 1n, flags: 0 })
  process.kill(pid, 'SIGSTOP')
  const ending = t.rejects(abort(0))
  await call(calls.domainDestroy, { dom })
  await ending
})
