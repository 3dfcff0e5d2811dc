import { spawn } from 'node:child_process'
import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import {
  acceptConnection,
  connectUnix,
  datagramSocket,
  listenUnix,
  lockRange,
  netlinkSocket,
  openPidfd,
  openTap,
  peerCredentials,
  peerPidfd,
  processEnd,
  receiveMessage,
  sealedMemory,
  sendMessage,
  setCloseOnExec,
  signalPidfd,
  socketPair,
  watch,
  watchFor,
} from '../../src/host/native.js'

const bytes = (text: string) => Buffer.from(text)
const closing = (t: { teardown(run: () => void): void }, ...fds: readonly number[]) =>
  t.teardown(() => fds.forEach(fd => closeSync(fd)))

t.test(
  'a descriptor sent right after a plain message is not lost, and no two messages lend theirs to each other',
  async t => {
    const [a, b] = socketPair()
    const file = openSync('/etc/passwd', 'r')
    closing(t, a, b, file)

    sendMessage(a, bytes('plain'))
    sendMessage(a, bytes('one'), [file])
    sendMessage(a, bytes('two'), [file, file])
    sendMessage(a, bytes('after'))

    const buffer = Buffer.alloc(64)
    const messages = [receiveMessage(b, buffer), receiveMessage(b, buffer), receiveMessage(b, buffer)]
    const fds = messages.flatMap(message => message?.fds ?? [])
    closing(t, ...fds)
    // Linux ends a read behind the bytes that descriptors came with.
    t.match(messages, [
      { bytes: 8, fds: { length: 1 }, truncated: false },
      { bytes: 3, fds: { length: 2 }, truncated: false },
      { bytes: 5, fds: { length: 0 }, truncated: false },
    ])
    t.strictSame(
      fds.map(fd => fstatSync(fd).ino),
      Array(3).fill(fstatSync(file).ino),
    )
    t.equal(receiveMessage(b, buffer), undefined, 'nothing more')
  },
)

t.test('the end of a stream is a message of no bytes', async t => {
  const [a, b] = socketPair()
  closing(t, b)
  closeSync(a)
  t.match(receiveMessage(b, Buffer.alloc(8)), { bytes: 0 })
  t.throws(() => sendMessage(b, bytes('x')), { code: 'EPIPE', syscall: 'sendmsg' })
})

t.test('a full queue takes part of a message, then answers -1 instead of waiting', async t => {
  const [a, b] = socketPair()
  closing(t, a, b)
  const block = Buffer.alloc(1 << 20)
  t.ok(sendMessage(a, block) < block.length)
  t.equal(sendMessage(a, block), -1)
})

t.test('the kernel names who connected, and gives a pidfd for it', async t => {
  // Names of sockets end at 107 bytes, which tap's own folders go beyond.
  const folder = mkdtempSync(join(tmpdir(), 'native-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'sock')
  const listening = listenUnix(path, 5)
  t.equal(acceptConnection(listening), undefined, 'nobody yet')
  const client = connectUnix(path)
  const server = acceptConnection(listening) ?? -1
  closing(t, listening, client, server)

  t.strictSame(peerCredentials(server), { pid: process.pid, uid: process.getuid?.(), gid: process.getgid?.() })
  const pidfd = peerPidfd(server)
  if (pidfd === undefined) return t.comment('SO_PEERPIDFD needs Linux 6.5')
  closing(t, pidfd)
  t.match(readFileSync(`/proc/self/fdinfo/${pidfd}`, 'utf8'), new RegExp(`^Pid:\\s+${process.pid}$`, 'm'))
})

t.test('failures carry code, errno, syscall and the path', async t => {
  t.throws(() => connectUnix('/nowhere/sock'), {
    code: 'ENOENT',
    errno: -2,
    syscall: 'connect',
    message: "ENOENT: no such file or directory, connect '/nowhere/sock'",
  })
  t.throws(() => connectUnix(`/${'x'.repeat(120)}`), { code: 'ENAMETOOLONG' })
  t.throws(() => connectUnix(''), { code: 'EINVAL' })
  t.throws(() => receiveMessage(9999, Buffer.alloc(1)), { code: 'EBADF' })
})

t.test('the end of a process that is not our child is noticed by its pidfd', async t => {
  // The shell ends at once, so that the sleeper is nobody's child here.
  const shell = spawn('/bin/sh', ['-c', 'sleep 60 >/dev/null & echo $!'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const pid = Number(String(await new Promise<Buffer>(resolve => shell.stdout.once('data', resolve))))
  const pidfd = openPidfd(pid)
  closing(t, pidfd)

  const ended = processEnd(pidfd)
  t.equal(signalPidfd(pidfd, 0), true, 'still there')
  t.equal(signalPidfd(pidfd, 15), true)
  await ended
})

t.test('waiting for the end of a process can be given up', async t => {
  const pidfd = openPidfd(process.pid)
  closing(t, pidfd)
  await t.rejects(processEnd(pidfd, AbortSignal.abort(new Error('never mind'))), { message: 'never mind' })
  const later = new AbortController()
  const waiting = processEnd(pidfd, later.signal)
  later.abort(new Error('enough'))
  await t.rejects(waiting, { message: 'enough' })
})

t.test('a watch calls back when a descriptor becomes readable, and not after it is closed', async t => {
  const [a, b] = socketPair()
  closing(t, a, b)
  const seen: number[] = []
  await new Promise<void>(resolve => {
    const readable = watch(b, events => {
      seen.push(events)
      readable.close()
      resolve()
    })
    readable.set(watchFor.readable)
    sendMessage(a, bytes('x'))
  })
  await new Promise(resolve => setTimeout(resolve, 20))
  t.strictSame(seen, [watchFor.readable])
})

t.test('what a watch callback throws is an uncaught exception, not a silent hang', async t => {
  const program = `
    import { socketPair, watch, sendMessage } from ${JSON.stringify(new URL('../../src/host/native.js', import.meta.url).href)}
    const [a, b] = socketPair()
    process.on('uncaughtException', error => { console.log('caught ' + error.message); process.exit(7) })
    watch(b, () => { throw new Error('from the callback') }).set(1)
    sendMessage(a, Buffer.from('x'))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', chunk => (output += String(chunk)))
  const code = await new Promise(resolve => child.once('close', resolve))
  t.equal(output, 'caught from the callback\n')
  t.equal(code, 7)
})

t.test('a locked range is refused to another open file of the same process or another', async t => {
  const path = join(t.testdir({ pid: '' }), 'pid')
  const ours = openSync(path, 'r+')
  const theirs = openSync(path, 'r+')
  t.equal(lockRange(ours, true, 0, 1), true)
  t.equal(lockRange(theirs, true, 0, 1), false)
  t.equal(lockRange(theirs, true, 1, 1), true, 'another byte is free')
  closeSync(ours)
  t.equal(lockRange(theirs, true, 0, 1), true, 'closing gave it up')
  closeSync(theirs)
})

t.test('close-on-exec can be cleared for one child and set again', async t => {
  const [a, b] = socketPair()
  closing(t, a, b)
  const flags = () =>
    Number.parseInt(/flags:\s+(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${a}`, 'utf8'))?.[1] ?? '', 8)
  const O_CLOEXEC = 0o2000000
  t.ok(flags() & O_CLOEXEC, 'set to begin with')
  setCloseOnExec(a, false)
  t.notOk(flags() & O_CLOEXEC)
  setCloseOnExec(a, true)
  t.ok(flags() & O_CLOEXEC)
})

t.test('a file in memory holds its bytes and cannot be changed', async t => {
  const fd = sealedMemory('record', bytes('content'))
  closing(t, fd)
  const read = Buffer.alloc(16)
  t.equal(readSync(fd, read, 0, 16, 0), 7)
  t.equal(read.toString('utf8', 0, 7), 'content')
  t.throws(() => writeSync(fd, 'x', 0), { code: 'EPERM' })
})

t.test('a datagram goes to an address, and nobody there is an error with the path', async t => {
  const fd = datagramSocket()
  closing(t, fd)
  t.throws(() => sendMessage(fd, bytes('x'), [], '@virtbus-test-nobody'), { code: 'ECONNREFUSED' })
  t.throws(() => sendMessage(fd, bytes('x'), [], '/nowhere/socket'), { code: 'ENOENT', message: /'\/nowhere\/socket'/ })
})

t.test('a netlink socket answers a dump of the links', async t => {
  const fd = netlinkSocket(0, 0)
  closing(t, fd)
  // struct nlmsghdr { len, type RTM_GETLINK, flags REQUEST|DUMP, seq, pid } and struct ifinfomsg, all zero
  const request = Buffer.alloc(32)
  request.writeUInt32LE(32, 0)
  request.writeUInt16LE(18, 4)
  request.writeUInt16LE(0x301, 6)
  sendMessage(fd, request)
  const reply = Buffer.alloc(65536)
  t.ok((receiveMessage(fd, reply)?.bytes ?? 0) > 32)
  t.equal(reply.readUInt16LE(4), 16, 'RTM_NEWLINK')
})

t.test('a tap is made from a pattern and named by the kernel', async t => {
  try {
    const tap = openTap('vbtest%d', 0x1002) // IFF_TAP | IFF_NO_PI
    closing(t, tap.fd)
    t.match(tap.name, /^vbtest\d+$/)
  } catch (error) {
    t.match(error, { code: /EPERM|ENOENT|EACCES/ }, 'not permitted here')
  }
})
