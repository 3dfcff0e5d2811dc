// Snapshots of real guests, and of domains that are off.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import {
  domainSnapshotCreateFlags as create,
  domainSnapshotDeleteFlags as remove,
  domainSnapshotListFlags as list,
  domainSnapshotRevertFlags as revert,
} from '../../../src/api/enums/domainSnapshot.js'
import { LibvirtError } from '../../../src/api/LibvirtError.js'
import { systemHost } from '../../../src/host/Host.js'
import { parseXml } from '../../../src/model/xml/parseXml.js'
import { guestXml } from './guestXml.js'
import { type HostOptions, qemuHost } from './qemuHost.js'

t.setTimeout(180_000)

async function hostWithDisk(t: Test, format = 'qcow2', options: HostOptions = {}) {
  const host = await qemuHost(t, options)
  const image = join(host.root, `disk.${format}`)
  execFileSync('qemu-img', ['create', '-q', '-f', format, image, '64M'])
  const disk = `<disk type='file'><driver name='qemu' type='${format}'/><source file='${image}'/><target dev='vda' bus='virtio'/></disk>`
  const dom = await host.define(guestXml({ devices: disk }))
  const { call } = host
  return {
    ...host,
    image,
    dom,
    take: async (xml: string, flags = 0) =>
      (await call(calls.domainSnapshotCreateXml, { dom, xml_desc: xml, flags })).snap.reference,
    names: async (flags = 0) =>
      (await call(calls.domainListAllSnapshots, { dom, need_results: 1, flags })).snapshots.map(
        ({ reference }) => reference.name,
      ),
    current: async () => (await call(calls.domainSnapshotCurrent, { dom, flags: 0 })).snap.reference.name,
    /** Path of the disk's image. */
    source: async (flags = 0) =>
      parseXml((await call(calls.domainGetXmlDesc, { dom, flags })).xml)
        .descend('devices', 'disk', 'source')
        ?.attribute('file'),
    state: async () => call(calls.domainGetState, { dom, flags: 0 }),
    /** Names of snapshots inside the image. */
    inside: () =>
      execFileSync('qemu-img', ['snapshot', '-U', '-l', image], { encoding: 'utf8' })
        .split('\n')
        .flatMap(line => /^\d+\s+(\S+)/.exec(line)?.[1] ?? []),
  }
}
const named = (name: string, more = '') => `<domainsnapshot><name>${name}</name>${more}</domainsnapshot>`

t.test('a running guest goes back to where it was, memory and all', async t => {
  const host = await hostWithDisk(t)
  const { call, dom, take, names, current, inside, console, told, state } = host
  await call(calls.domainCreate, { dom })
  const tty = await console(dom)
  await tty.shown('guest# ')
  tty.type('word=before\n')
  await tty.shown('word=before')
  const first = await take(named('first'))
  t.same(await state(), { state: 1, reason: 5 }, 'it goes on')
  tty.type('word=after; echo now $word\n')
  await tty.shown('now after')
  const second = await take(named('second', '<description>the other</description>'))
  t.same(await names(), ['first', 'second'])
  t.equal(await current(), 'second')
  t.same(inside(), ['first', 'second'])
  await t.rejects(take(named('first')), { code: 'OPERATION_FAILED', message: /domain moment first already exists/ })

  await call(calls.domainRevertToSnapshot, { snap: first, flags: 0 })
  t.equal(await current(), 'first')
  const again = await console(dom)
  again.type('echo it is $word\n')
  await again.shown('it is before')
  t.ok(told.includes('lifecycle 5 6') && told.includes('lifecycle 2 3'), told.join(' '))

  const { snap: parent } = await call(calls.domainSnapshotGetParent, { snap: second, flags: 0 })
  t.equal(parent.reference.name, 'first')
  await call(calls.domainSnapshotDelete, { snap: second, flags: 0 })
  t.same(inside(), ['first'])
  await call(calls.domainRevertToSnapshot, { snap: first, flags: revert.PAUSED })
  t.match(await state(), { state: 3 })
  await call(calls.domainManagedSave, { dom, flags: 0 })
  await t.rejects(take(named('asleep')), { code: 'OPERATION_INVALID', message: /managed save image/ })
  await call(calls.domainRevertToSnapshot, { snap: first, flags: revert.PAUSED })
  t.same(await call(calls.domainHasManagedSaveImage, { dom, flags: 0 }), { result: 0 })
  await call(calls.domainDestroy, { dom })
  await t.rejects(call(calls.domainUndefineFlags, { dom, flags: 0 }), {
    message: /cannot delete inactive domain with 1 snapshots/,
  })
  await call(calls.domainSnapshotDelete, { snap: first, flags: 0 })
  t.same(inside(), [])
  t.same(await names(), [])
})

t.test('disks of a running guest are put on new images', async t => {
  const host = await hostWithDisk(t)
  const { call, dom, take, image, source, names, root, directories } = host
  await call(calls.domainCreateWithFlags, { dom, flags: 1 })
  const first = await take(named('first'), create.DISK_ONLY)
  t.equal(await source(), join(root, 'disk.first'))
  t.equal(await source(2), join(root, 'disk.first'), 'the persistent definition follows')
  const { xml } = await call(calls.domainSnapshotGetXmlDesc, { snap: first, flags: 0 })
  t.match(xml, '<state>disk-snapshot</state>')
  t.match(xml, `<source file='${join(root, 'disk.first')}'/>`)
  t.match(xml, image)
  const overlay = join(root, 'mine.qcow2')
  await take(
    named('second', `<disks><disk name='vda'><source file='${overlay}'/></disk></disks>`),
    create.DISK_ONLY | create.ATOMIC,
  )
  t.equal(await source(), overlay)
  const chain = execFileSync('qemu-img', ['info', '-U', '--backing-chain', overlay], { encoding: 'utf8' })
  t.match(chain, /mine\.qcow2[^]*disk\.first[^]*disk\.qcow2/)
  await t.rejects(
    take(named('third', `<disks><disk name='vda'><source file='${overlay}'/></disk></disks>`), create.DISK_ONLY),
    {
      code: 'CONFIG_UNSUPPORTED',
    },
  )
  await t.rejects(
    take(named('third', "<disks><disk name='vda'><driver type='raw'/></disk></disks>"), create.DISK_ONLY),
    {
      code: 'CONFIG_UNSUPPORTED',
      message: /external snapshot format for disk vda is unsupported: raw/,
    },
  )
  t.equal(await source(), overlay)
  await take(named('unknown'), create.DISK_ONLY | create.NO_METADATA)
  t.same(await names(), ['first', 'second'])
  t.same(readdirSync(join(directories.qemuSnapshot, 'web1')), ['first.xml', 'second.xml'])
  t.same(await names(list.EXTERNAL | list.DISK_ONLY), ['first', 'second'])
  t.same(await names(list.INTERNAL), [])

  const again = await host.restart()
  t.match(await again.call(calls.domainSnapshotCurrent, { dom, flags: 0 }), { snap: { name: 'second' } })
  await t.rejects(again.call(calls.domainRevertToSnapshot, { snap: first, flags: revert.RUNNING }), {
    code: 'SNAPSHOT_REVERT_RISKY',
  })
  await again.call(calls.domainRevertToSnapshot, { snap: first, flags: revert.RUNNING | revert.FORCE })
  t.same(await again.call(calls.domainGetState, { dom, flags: 0 }), { state: 1, reason: 4 })
  const { xml: now } = await again.call(calls.domainGetXmlDesc, { dom, flags: 0 })
  t.match(now, /<source file='[^']*disk\.\d+'[^]*<backingStore[^]*disk\.qcow2/)
  await again.call(calls.domainDestroy, { dom })
  await again.call(calls.domainSnapshotDelete, { snap: first, flags: remove.CHILDREN | remove.METADATA_ONLY })
  t.same(readdirSync(join(again.directories.qemuSnapshot, 'web1')), [])
  t.ok(existsSync(overlay), 'the images are still there')
})

t.test('external snapshots are merged away, of a guest that runs and of a domain that is off', async t => {
  const { call, dom, take, image, source, names, root, current } = await hostWithDisk(t)
  const overlay = (name: string) => join(root, `disk.${name}`)
  const chain = (path: string | undefined) =>
    [
      ...execFileSync('qemu-img', ['info', '-U', '--backing-chain', path ?? ''], { encoding: 'utf8' }).matchAll(
        /^image: (.*)$/gm,
      ),
    ].map(([, file]) => file)
  const remove = (name: string) => call(calls.domainSnapshotDelete, { snap: { dom, name }, flags: 0 })
  await call(calls.domainCreateWithFlags, { dom, flags: 1 })
  for (const name of ['one', 'two', 'three', 'four']) await take(named(name), create.DISK_ONLY)
  await remove('two')
  t.same(chain(await source()), [overlay('four'), overlay('three'), overlay('one'), image])
  t.notOk(existsSync(overlay('two')))
  const { xml } = await call(calls.domainSnapshotGetXmlDesc, { snap: { dom, name: 'three' }, flags: 0 })
  t.match(xml, /<parent>\s*<name>one</)
  t.equal(
    parseXml(xml).descend('domain', 'devices', 'disk', 'source')?.attribute('file'),
    overlay('one'),
    'it is of the merged image',
  )
  await remove('four')
  t.same(chain(await source()), [overlay('three'), overlay('one'), image])
  t.equal(await source(2), overlay('three'))
  t.equal(await current(), 'three')

  await call(calls.domainDestroy, { dom })
  await remove('one')
  t.same(chain(await source()), [overlay('three'), image])
  await remove('three')
  t.same(chain(await source()), [image])
  t.same(await names(), [])
  t.notOk(['one', 'two', 'three', 'four'].some(name => existsSync(overlay(name))))
})

t.test('memory goes into a file of its own, and the guest comes back from it', async t => {
  const host = await hostWithDisk(t, 'raw')
  const { call, dom, take, console, root, source } = host
  await call(calls.domainCreate, { dom })
  const tty = await console(dom)
  await tty.shown('guest# ')
  await t.rejects(take(named('inside')), { code: 'CONFIG_UNSUPPORTED', message: /unsupported for storage type raw/ })
  tty.type('word=kept; echo set\n')
  await tty.shown('set')
  const file = join(root, 'memory')
  const snap = await take(named('full', `<memory snapshot='external' file='${file}'/>`))
  t.match(readFileSync(file).toString('latin1', 0, 16), 'LibvirtQemudSave')
  t.equal(await source(), join(root, 'disk.full'))
  tty.type('word=lost; echo goes on\n')
  await tty.shown('goes on')
  await call(calls.domainRevertToSnapshot, { snap, flags: 0 })
  const again = await console(dom)
  again.type('echo it is $word\n')
  await again.shown('it is kept')
  await call(calls.domainDestroy, { dom })
})

t.test('a domain that is off has snapshots as well', async t => {
  const host = await hostWithDisk(t)
  const { call, dom, take, names, inside, source, image, root, directories } = host
  const first = await take(named('first'))
  t.same(inside(), ['first'])
  const { xml } = await call(calls.domainSnapshotGetXmlDesc, { snap: first, flags: 0 })
  t.match(xml, '<state>shutoff</state>')
  await call(calls.domainRevertToSnapshot, { snap: first, flags: 0 })
  t.match(await call(calls.domainGetState, { dom, flags: 0 }), { state: 5 })
  await take(named('second'), create.DISK_ONLY)
  t.equal(await source(), join(root, 'disk.second'))
  t.same(await names(list.LEAVES), ['second'])
  await t.rejects(take(named('third'), create.QUIESCE), { code: 'INVALID_ARG' })
  await t.rejects(take(named('third'), create.LIVE), { code: 'OPERATION_INVALID' })

  const document = readFileSync(join(directories.qemuSnapshot, 'web1/first.xml'), 'utf8')
  t.match(document, '<active>0</active>')
  await call(calls.domainUndefineFlags, { dom, flags: 2 })
  t.notOk(existsSync(join(directories.qemuSnapshot, 'web1')))
  const disk = `<uuid>${dom.uuid}</uuid>`
  const redefined = await host.define(guestXml({ more: disk }))
  const snap = { dom: redefined, name: 'first' }
  await t.rejects(call(calls.domainSnapshotGetXmlDesc, { snap, flags: 0 }), { code: 'NO_DOMAIN_SNAPSHOT' })
  await call(calls.domainSnapshotCreateXml, {
    dom: redefined,
    xml_desc: document,
    flags: create.REDEFINE | create.CURRENT,
  })
  t.equal((await call(calls.domainSnapshotGetXmlDesc, { snap, flags: 0 })).xml, xml)
  t.same(inside(), ['first'])
  t.ok(existsSync(image))
})

t.test('what was interrupted by the death of the daemon is found as it is', async t => {
  const host = await hostWithDisk(t)
  const { call, dom, image, root, directories } = host
  await call(calls.domainCreateWithFlags, { dom, flags: 1 })
  const tell = (execute: string, args: object) => {
    const cmd = JSON.stringify({ execute, arguments: args })
    return call(calls.qemuDomainMonitorCommand, { dom, cmd, flags: 0 })
  }
  // As if it were killed between QEMU's change to an overlay and its own record of that.
  const overlay = join(root, 'overlay.qcow2')
  execFileSync('qemu-img', ['create', '-q', '-u', '-f', 'qcow2', '-b', image, '-F', 'qcow2', overlay, '64M'])
  await tell('blockdev-add', { driver: 'file', 'node-name': 'libvirt-9-storage', filename: overlay })
  await tell('blockdev-add', {
    driver: 'qcow2',
    'node-name': 'libvirt-9-format',
    file: 'libvirt-9-storage',
    backing: null,
  })
  const { result } = await tell('blockdev-snapshot', { node: 'libvirt-1-format', overlay: 'libvirt-9-format' })
  t.match(result, '"return":{}')
  await host.driver.stop?.()
  // And as if the guest stood still for the snapshot only.
  const status = join(directories.qemuState, 'web1.xml')
  writeFileSync(status, readFileSync(status, 'utf8').replace(/reason='\w+'/, "reason='snapshot'"))
  const again = await host.restart()
  await again.heard('lifecycle 4 0')
  t.match(await again.call(calls.domainGetState, { dom, flags: 0 }), { state: 1 })
  const disk = async (flags: number) => {
    const { xml } = await again.call(calls.domainGetXmlDesc, { dom, flags })
    return parseXml(xml).descend('devices', 'disk')
  }
  t.equal((await disk(0))?.child('source')?.attribute('file'), overlay)
  t.equal((await disk(0))?.descend('backingStore', 'source')?.attribute('file'), image)
  t.equal((await disk(2))?.child('source')?.attribute('file'), overlay)
  const flags = 4
  await again.call(calls.domainBlockCommit, { dom, disk: 'vda', base: undefined, top: undefined, bandwidth: 0n, flags })
  await again.heard('domainBlockJob2Event 4 3')
  await again.call(calls.domainBlockJobAbort, { dom, path: 'vda', flags: 2 })
  t.equal((await disk(0))?.child('source')?.attribute('file'), image)
  await again.call(calls.domainDestroy, { dom })
})

const ovmf = '/usr/share/OVMF'
const skip = !existsSync(join(ovmf, 'OVMF_CODE_4M.fd')) && 'OVMF is not installed'

t.test('variables of the firmware are part of a snapshot, where their format has room for it', { skip }, async t => {
  const host = await hostWithDisk(t)
  const { call, root } = host
  const take = async (format: string) => {
    const path = join(root, `variables.${format}`)
    const loader = `<loader readonly='yes' type='pflash'>${ovmf}/OVMF_CODE_4M.fd</loader>`
    const nvram = `<nvram template='${ovmf}/OVMF_VARS_4M.fd' templateFormat='raw' format='${format}'>${path}</nvram>`
    const disk = `<disk type='file'><driver name='qemu' type='qcow2'/><source file='${host.image}'/><target dev='vda' bus='virtio'/></disk>`
    const dom = await host.define(guestXml({ name: format, devices: disk }).replace('</os>', `${loader}${nvram}</os>`))
    await call(calls.domainCreateWithFlags, { dom, flags: 1 })
    try {
      await call(calls.domainSnapshotCreateXml, { dom, xml_desc: named('first'), flags: 0 })
      return execFileSync('qemu-img', ['snapshot', '-U', '-l', path], { encoding: 'utf8' })
    } finally {
      await call(calls.domainDestroy, { dom })
    }
  }
  await t.rejects(take('raw'), { code: 'OPERATION_UNSUPPORTED', message: /require QCOW2 nvram format/ })
  t.match(await take('qcow2'), 'first')
})

t.test('a guest whose new definition cannot be written stays on its images, and no snapshot is left over', async t => {
  const real = systemHost()
  const full = (path: string) => path.endsWith('/qemu/web1.xml') && defined
  let defined = false
  const replace: typeof real.files.replace = (path, ...rest) =>
    full(path)
      ? Promise.reject(
          new LibvirtError('SYSTEM_ERROR', `cannot write data to file '${path}.new': No space left on device`),
        )
      : real.files.replace(path, ...rest)
  const host = await hostWithDisk(t, 'qcow2', { host: { ...real, files: { ...real.files, replace } } })
  const { call, dom, take, names, source, image, root } = host
  await call(calls.domainCreateWithFlags, { dom, flags: 1 })
  defined = true
  await t.rejects(take(named('full'), create.DISK_ONLY), { code: 'SYSTEM_ERROR', message: /No space left/ })
  await t.rejects(
    take(named('x'.repeat(253)), create.DISK_ONLY),
    { code: 'SYSTEM_ERROR' },
    'a name too long for a file',
  )
  t.equal(await source(), image)
  t.equal(await source(2), image)
  t.same(await names(), [])
  t.notOk(existsSync(join(root, 'disk.full')))
  defined = false
  await take(named('roomy'), create.DISK_ONLY)
  t.equal(await source(2), join(root, 'disk.roomy'))
  t.equal(statSync(join(root, 'disk.roomy')).mode & 0o777, 0o600, 'what a guest writes is for nobody else')
  await call(calls.domainDestroy, { dom })
})

for (const [moment, write] of [
  ['begins', 1],
  ['is put on record', 2],
] as const) {
  t.test(`a transient guest that is destroyed when its snapshot ${moment} takes the snapshot with it`, async t => {
    const real = systemHost()
    let writes = 0
    let destroy = async () => {}
    const replace: typeof real.files.replace = async (path, ...rest) => {
      if (path.includes('/snapshot/') && ++writes === write) await destroy()
      return real.files.replace(path, ...rest)
    }
    const host = await qemuHost(t, { host: { ...real, files: { ...real.files, replace } } })
    const { call, told, root, directories } = host
    const image = join(root, 'disk.qcow2')
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', image, '64M'])
    const devices = `<disk type='file'><driver name='qemu' type='qcow2'/><source file='${image}'/><target dev='vda'/></disk>`
    const { dom } = await call(calls.domainCreateXml, { xml_desc: guestXml({ devices }), flags: 1 })
    const gone = () => told.includes('removed')
    destroy = async () => {
      await call(calls.domainDestroy, { dom: dom.reference })
      while (!gone()) await new Promise(resolve => setTimeout(resolve, 5))
    }
    await t.rejects(call(calls.domainSnapshotCreateXml, { dom: dom.reference, xml_desc: named('late'), flags: 0 }))
    const count = (what: string) => told.filter(notice => notice === what).length
    t.equal(count('added'), 1, 'the guest')
    t.ok(count('removed') >= 1)
    const folder = join(directories.qemuSnapshot, 'web1')
    t.same(existsSync(folder) ? readdirSync(folder) : [], [])
  })
}
