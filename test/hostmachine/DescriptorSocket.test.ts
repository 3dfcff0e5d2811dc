import { closeSync, fstatSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { DescriptorSocket } from '../../src/host/DescriptorSocket.js'
import { listenUnix, socketPair } from '../../src/host/native.js'
import { UnixListener } from '../../src/host/UnixListener.js'

const openDescriptors = () => readdirSync('/proc/self/fd').length
const once = (socket: DescriptorSocket, event: string) => new Promise(resolve => socket.once(event, resolve))

function pair(t: { teardown(run: () => void): void }): readonly [DescriptorSocket, DescriptorSocket] {
  const [a, b] = socketPair()
  const ends = [new DescriptorSocket(a), new DescriptorSocket(b)] as const
  t.teardown(() => ends.forEach(end => end.destroy()))
  return ends
}

t.test('bytes and descriptors arrive in the order they were sent, through a queue that fills up', async t => {
  const [a, b] = pair(t)
  const files = ['/etc/passwd', '/etc/group', '/etc/hosts'].map(path => openSync(path, 'r'))
  const inodes = files.map(fd => fstatSync(fd).ino)
  const block = Buffer.alloc(1 << 20, 'x')

  a.write(block)
  a.send(Buffer.from('first'), files.slice(0, 1))
  a.write(block)
  a.send(Buffer.from('second'), files.slice(1))
  a.end()

  let length = 0
  b.on('data', (chunk: Buffer) => (length += chunk.length))
  const received = await new Promise<number[]>(resolve => b.once('end', () => resolve(b.takeDescriptors(3))))
  t.equal(length, 2 * block.length + 11)
  t.strictSame(
    received.map(fd => fstatSync(fd).ino),
    inodes,
  )
  received.forEach(fd => closeSync(fd))
  t.throws(() => b.takeDescriptors(1), RangeError)
})

t.test('descriptors that are never sent and never taken are closed with the socket', async t => {
  const before = openDescriptors()
  const [a, b] = pair(t)
  const untaken = openSync('/etc/passwd', 'r')
  const unsent = openSync('/etc/passwd', 'r')
  const arrived = new Promise(resolve => b.once('data', resolve))
  a.send(Buffer.from('x'), [untaken])
  await arrived
  b.pause()
  a.write(Buffer.alloc(4 << 20))
  a.send(Buffer.from('y'), [unsent])

  a.destroy()
  b.destroy()
  await Promise.all([once(a, 'close'), once(b, 'close')])
  t.equal(openDescriptors(), before)
})

t.test('a peer that heaps up descriptors is cut off', async t => {
  const [a, b] = pair(t)
  const many = Array.from({ length: 129 }, () => openSync('/etc/passwd', 'r'))
  b.on('data', () => {})
  const failed = once(b, 'error')
  a.send(Buffer.from('x'), many)
  t.match(await failed, { message: /^More than 128 descriptors wait/ })
})

t.test('writing to a peer that has left is an error of the stream, not of the process', async t => {
  const [a, b] = pair(t)
  b.destroy()
  await once(b, 'close')
  const failed = once(a, 'error')
  a.write('x')
  t.match(await failed, { code: 'EPIPE' })
})

t.test('what a reader throws is its own bug, and not an error of the socket', async t => {
  const [a, b] = pair(t)
  b.on('data', () => {
    throw new Error('a bug of the reader')
  })
  b.on('error', () => t.fail('blamed on the peer'))
  // tap turns an uncaught exception into a failure unless it is waited for.
  const caught = new Promise(resolve => process.setUncaughtExceptionCaptureCallback(resolve))
  a.write('x')
  t.match(await caught, { message: 'a bug of the reader' })
  process.setUncaughtExceptionCaptureCallback(null)
})

t.test('a listener hands over connections while it is not paused', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'listener-'))
  const path = join(folder, 'sock')
  const fd = listenUnix(path, 5)
  const accepted: DescriptorSocket[] = []
  const listener = new UnixListener(
    fd,
    connection => accepted.push(new DescriptorSocket(connection)),
    error => t.fail(error.message),
  )
  const clients = [DescriptorSocket.connect(path), DescriptorSocket.connect(path)]
  t.teardown(() => {
    listener.close()
    closeSync(fd)
    for (const socket of [...clients, ...accepted]) socket.destroy()
    rmSync(folder, { recursive: true })
  })
  const turn = () => new Promise(resolve => setTimeout(resolve, 20))

  await turn()
  t.equal(accepted.length, 0, 'starts paused')
  listener.resume()
  await turn()
  t.equal(accepted.length, 2)
  listener.pause()
  clients.push(DescriptorSocket.connect(path))
  await turn()
  t.equal(accepted.length, 2, 'the third waits in the kernel')
  listener.resume()
  await turn()
  t.equal(accepted.length, 3)
})
