import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import t from 'tap'
import { performAny } from '../../../src/access/perform.js'
import { Guard } from '../../../src/access/Guard.js'
import type { Call } from '../../../src/api/call.js'
import * as calls from '../../../src/api/calls/index.js'
import { contextOf, fakeAuthority } from '../../access/fakeDriver.js'
import { testDriver } from './testDriver.js'

const MiB = 1024 * 1024

/** A volume of that many bytes, and calls that open streams. */
function volumeOf(capacity: number) {
  const driver = testDriver()
  const guard = new Guard(fakeAuthority([]))
  const perform = (row: Call, args: Record<string, unknown>, openStream?: (end: Duplex) => void) =>
    performAny(row, driver, args, { ...contextOf({ identity: { uid: 0 } }), ...(openStream && { openStream }) }, guard)
  const open = async (row: Call, args: Record<string, unknown>) => {
    let stream: Duplex | undefined
    await perform(row, { flags: 0, offset: 0n, length: 0n, ...args }, end => (stream = end))
    if (!stream) throw new Error('no stream was opened')
    return stream
  }
  const pool = { name: 'default-pool', uuid: 'dfe224cb-28fb-8dd0-c4b2-64eb3f0f4566' }
  const make = async (name: string, row: Call = calls.storageVolCreateXml, more: Record<string, unknown> = {}) => {
    const xml = `<volume><name>${name}</name><capacity>${capacity}</capacity><allocation>0</allocation></volume>`
    await perform(row, { pool, xml, flags: 0, ...more })
    return { pool: pool.name, name, key: '' }
  }
  const upload = async (vol: object, data: Uint8Array, where: object = {}) => {
    const stream = await open(calls.storageVolUpload, { vol, ...where })
    stream.end(data)
    await once(stream, 'finish')
  }
  const download = async (vol: object, where: object = {}) =>
    buffer(await open(calls.storageVolDownload, { vol, ...where }))
  const SPARSE = 1
  const sparseDownload = async (vol: object) => {
    const parts: (Buffer | { readonly hole: bigint })[] = []
    for await (const part of await open(calls.storageVolDownload, { vol, flags: SPARSE })) parts.push(part)
    return parts
  }
  const sparseUpload = async (vol: object, parts: readonly (Buffer | bigint)[]) => {
    const stream = await open(calls.storageVolUpload, { vol, flags: SPARSE })
    const finished = once(stream, 'finish')
    for (const part of parts) {
      if (typeof part !== 'bigint') stream.write(part)
      else if ('skip' in stream && typeof stream.skip === 'function') stream.skip(part)
    }
    stream.end()
    await finished
  }
  return { perform, make, upload, download, sparseDownload, sparseUpload }
}
const bytes = (length: number, seed: number) =>
  Buffer.from(Array.from({ length }, (_, index) => (index * 7 + seed) % 256))

t.test('a volume gives back the bytes it was given, and zeros around them', async t => {
  const { make, upload, download } = volumeOf(MiB)
  const vol = await make('a')
  const data = bytes(200_000, 3)
  await upload(vol, data, { offset: 65_000n })
  const all = await download(vol)
  t.equal(all.length, MiB)
  t.ok(all.subarray(65_000, 265_000).equals(data))
  t.ok(all.subarray(0, 65_000).every(byte => byte === 0) && all.subarray(265_000).every(byte => byte === 0))
  t.same(await download(vol, { offset: 65_001n, length: 4n }), data.subarray(1, 5))
  t.equal((await download(vol, { offset: BigInt(MiB - 10), length: 100n })).length, 10)
})

t.test('a copy has the bytes, a wiped volume and one that shrank have lost them', async t => {
  const { perform, make, upload, download } = volumeOf(MiB)
  const vol = await make('a')
  await upload(vol, bytes(MiB, 1))
  const copy = await make('b', calls.storageVolCreateXmlFrom, { clonevol: vol })
  t.ok((await download(copy)).equals(bytes(MiB, 1)))
  await perform(calls.storageVolWipe, { vol, flags: 0 })
  t.ok((await download(vol)).every(byte => byte === 0))
  t.ok((await download(copy)).equals(bytes(MiB, 1)))
  const SHRINK = 4
  await perform(calls.storageVolResize, { vol: copy, capacity: 1000n, flags: SHRINK })
  await perform(calls.storageVolResize, { vol: copy, capacity: BigInt(MiB), flags: 0 })
  t.ok((await download(copy)).subarray(1000).every(byte => byte === 0))
})

t.test('more than there is room for is refused in the stream', async t => {
  const { make, upload } = volumeOf(1000)
  const vol = await make('a')
  await t.rejects(upload(vol, bytes(1001, 1)), { code: 'SYSTEM_ERROR', errno: 28 })
  await t.rejects(upload(vol, bytes(20, 1), { length: 10n }), { code: 'SYSTEM_ERROR' })
  await upload(vol, bytes(1000, 1))
})

t.test('volumes of a host share a bounded room, which deleting one gives back', async t => {
  const { perform, make, upload } = volumeOf(40 * MiB)
  const [first, second] = [await make('a'), await make('b')]
  const much = Buffer.alloc(40 * MiB, 1)
  await upload(first, much)
  await t.rejects(upload(second, much), { code: 'SYSTEM_ERROR', errno: 28 })
  await perform(calls.storageVolDelete, { vol: first, flags: 0 })
  await perform(calls.storageVolWipePattern, { vol: second, algorithm: 0, flags: 0 })
  await upload(second, much)
})

t.test('holes are told to clients that know them, and taken from them', async t => {
  const { make, download, sparseDownload, sparseUpload } = volumeOf(MiB)
  const vol = await make('a')
  await sparseUpload(vol, [bytes(10, 1), 200_000n, bytes(5, 2)])
  const parts = await sparseDownload(vol)
  const holes = parts.flatMap(part => (Buffer.isBuffer(part) ? [] : [part.hole]))
  t.ok(holes.length === 2 && holes.every(hole => hole > 60_000n))
  const all = await download(vol)
  t.ok(all.subarray(0, 10).equals(bytes(10, 1)) && all.subarray(200_010, 200_015).equals(bytes(5, 2)))
  t.ok(all.subarray(10, 200_010).every(byte => byte === 0))
  await sparseUpload(vol, [BigInt(MiB)])
  t.same(await sparseDownload(vol), [{ hole: BigInt(MiB) }])
  await t.rejects(sparseUpload(vol, [BigInt(MiB) + 1n]), { code: 'SYSTEM_ERROR' })
})

t.test('a guest’s disk on a volume has its bytes', async t => {
  const { perform, make, upload } = volumeOf(MiB)
  await upload(await make('a'), bytes(100, 5), { offset: 65_500n })
  const dom = { name: 'test', uuid: '6695eb01-f6a4-8304-79aa-97f2502e193f', id: 1 }
  const xml = "<disk type='file'><source file='/default-pool/a'/><target dev='vdb' bus='virtio'/></disk>"
  await perform(calls.domainAttachDeviceFlags, { dom, xml, flags: 1 })
  const peek = await perform(calls.domainBlockPeek, { dom, path: 'vdb', offset: 65_499n, size: 102, flags: 0 })
  t.same(Buffer.from(peek?.['buffer'] as Uint8Array), Buffer.concat([Buffer.alloc(1), bytes(100, 5), Buffer.alloc(1)]))
})
