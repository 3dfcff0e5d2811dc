import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { virtiofsdArguments } from '../../../src/drivers/qemu/guest/startVirtiofs.js'
import { guestXml } from './guestXml.js'
import { qemuHost } from './qemuHost.js'

t.setTimeout(120_000)

const root = process.getuid?.() === 0
const program = ['/usr/lib/qemu/virtiofsd', '/usr/libexec/virtiofsd'].some(path => existsSync(path))
const skip = !root ? 'virtiofsd serves as root only' : program ? false : 'virtiofsd is not installed'

/** Command lines on this machine that name a folder. */
function naming(folder: string): string[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(pid => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')
      } catch {
        return ''
      }
    })
    .filter(line => line.includes(folder) && line.includes('virtiofsd'))
}

const shared = (folder: string) => `<filesystem type='mount'>
  <driver type='virtiofs'/><source dir='${folder}'/><target dir='data'/></filesystem>`
const more = "<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>"

t.test('a guest reads and writes a folder of the host, whose server ends with it', { skip }, async t => {
  const host = await qemuHost(t)
  const folder = join(host.root, 'shared')
  mkdirSync(folder)
  writeFileSync(join(folder, 'greeting'), 'hello from the host\n')
  const dom = await host.define(guestXml({ name: 'sharer', more, devices: shared(folder) }))
  await host.call(calls.domainCreate, { dom })
  const console = await host.console(dom)
  await console.shown('virtbus guest ready')
  // The driver is among the modules that are loaded late.
  const steps = [
    'until [ -e /run/settled ]; do usleep 100000; done',
    'mount -t virtiofs data /mnt',
    'cat /mnt/greeting',
  ]
  console.type(`mkdir -p /mnt; ${steps.join('; ')}; echo answer > /mnt/answer; echo done-$((6*7))\n`)
  await console.shown('done-42')
  await console.shown('hello from the host')
  t.equal(readFileSync(join(folder, 'answer'), 'utf8'), 'answer\n')
  const xml = shared(folder).replace("'data'", "'more'")
  await host.call(calls.domainAttachDeviceFlags, { dom, xml, flags: 1 })
  console.type('mount -t virtiofs more /mnt && ls /mnt; echo again-$((6*7))\n')
  await console.shown('again-42')
  await console.shown('answer  ')
  t.ok(naming(folder).length > 0)
  await host.call(calls.domainDestroy, { dom })
  await host.heard('lifecycle 5 1')
  for (let attempt = 0; attempt < 100 && naming(folder).length > 0; attempt++) {
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  t.same(naming(folder), [])
})

t.test('a guest that does not come up leaves no server behind', { skip }, async t => {
  const host = await qemuHost(t)
  const folder = join(host.root, 'shared')
  mkdirSync(folder)
  const broken =
    "<qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><qemu:arg value='-nonsense'/></qemu:commandline>"
  const dom = await host.define(guestXml({ name: 'broken', more: more + broken, devices: shared(folder) }))
  await t.rejects(host.call(calls.domainCreate, { dom }), { message: /nonsense/ })
  for (let attempt = 0; attempt < 100 && naming(folder).length > 0; attempt++) {
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  t.same(naming(folder), [])
})

t.test('virtiofsd is told what the document says', async t => {
  const info = { alias: 'fs0' }
  const plain = { kind: 'filesystem', type: 'mount', source: { dir: '/srv/a,b' }, info } as const
  t.same(virtiofsdArguments(plain, 3), ['--fd=3', '-o', 'source=/srv/a,,b'])
  const binary = {
    cache: 'always',
    sandbox: 'chroot',
    xattr: true,
    lock: { flock: false, posix: true },
    threadPoolSize: 4,
    openfiles: 99,
  } as const
  t.same(virtiofsdArguments({ ...plain, binary, readonly: true }, 3), [
    '--fd=3',
    '-o',
    'source=/srv/a,,b,cache=always,sandbox=chroot,xattr,no_flock,posix_lock',
    '--thread-pool-size=4',
    '--rlimit-nofile=99',
    '--readonly',
  ])
})
