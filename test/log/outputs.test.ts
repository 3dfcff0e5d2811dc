import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { datagramSocket, receiveMessage, socketPair } from '../../src/host/native.js'
import { MSG } from '../../src/log/catalogue.js'
import type { LogOutput, LogRecord } from '../../src/log/LogRecord.js'
import { FileOutput } from '../../src/log/outputs/FileOutput.js'
import { JournaldOutput } from '../../src/log/outputs/JournaldOutput.js'
import { StderrOutput } from '../../src/log/outputs/StderrOutput.js'
import { SyslogOutput } from '../../src/log/outputs/SyslogOutput.js'

type Teardown = { teardown(run: () => void): void }

const record = (change: Partial<LogRecord> = {}): LogRecord => ({
  time: new Date('2026-01-02T03:04:05.678Z'),
  level: 'warning',
  text: 'something happened',
  message: undefined,
  fields: {},
  location: { file: 'src/daemon/runDaemon.ts', line: 12, source: 'daemon.runDaemon' },
  ...change,
})
const linePattern = new RegExp(
  `^2026-01-02 03:04:05\\.678\\+0000: ${process.pid}: warning : runDaemon:12 : something happened$`,
)

function folder(t: Teardown): string {
  const path = mkdtempSync(join(tmpdir(), 'log-'))
  t.teardown(() => rmSync(path, { recursive: true }))
  return path
}

/** A socket in the place of journald's or syslog's. */
function receiver(t: Teardown): { path: string; receive(): { text: string; fds: readonly number[] } | undefined } {
  const path = join(folder(t), 'socket')
  const fd = datagramSocket(path)
  t.teardown(() => closeSync(fd))
  const buffer = Buffer.alloc(1 << 18)
  return {
    path,
    receive() {
      const message = receiveMessage(fd, buffer)
      return message && { text: buffer.toString('latin1', 0, message.bytes), fds: message.fds }
    },
  }
}

const silent = (): { output: LogOutput; records: LogRecord[] } => {
  const records: LogRecord[] = []
  return { records, output: { name: 'silent', write: one => records.push(one), close: () => {} } }
}

t.test('journald gets one field a line, and values with line ends by their length', async t => {
  const journald = receiver(t)
  const output = new JournaldOutput('virtqemud', journald.path)
  t.teardown(() => output.close())
  output.write(record({ text: 'two\nlines\0', message: MSG.crashed, fields: { domain: { name: 'a\0b', uuid: 'u' } } }))
  t.equal(
    journald.receive()?.text,
    [
      'MESSAGE\n\x09\0\0\0\0\0\0\0two\nlines',
      'PRIORITY=4',
      'SYSLOG_IDENTIFIER=virtqemud',
      'CODE_FILE=src/daemon/runDaemon.ts',
      'CODE_LINE=12',
      'LIBVIRT_SOURCE=daemon.runDaemon',
      `MESSAGE_ID=${MSG.crashed.id}`,
      'DOMAIN_NAME=ab',
      'DOMAIN_UUID=u',
      '',
    ].join('\n'),
  )
})

t.test('a record too large for a datagram travels in a sealed file', async t => {
  const journald = receiver(t)
  const output = new JournaldOutput('virtqemud', journald.path)
  t.teardown(() => output.close())
  output.write(record({ text: 'x'.repeat(1 << 20) }))
  const received = journald.receive()
  const [fd = -1] = received?.fds ?? []
  t.teardown(() => closeSync(fd))
  t.equal(received?.text, '')
  const start = Buffer.alloc(10)
  readSync(fd, start, 0, 10, 0)
  t.equal(start.toString(), 'MESSAGE=xx')
})

t.test('a burst that journald cannot take at once arrives a little later, in order', async t => {
  const journald = receiver(t)
  const output = new JournaldOutput('virtqemud', journald.path)
  t.teardown(() => output.close())
  for (let i = 0; i < 600; i++) output.write(record({ text: `number ${i}` }))

  const seen: string[] = []
  for (let i = 0; i < 200 && seen.length < 600; i++) {
    for (let one = journald.receive(); one; one = journald.receive()) seen.push(one.text.split('\n')[0] ?? '')
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  t.strictSame(
    seen,
    Array.from({ length: 600 }, (_, i) => `MESSAGE=number ${i}`),
  )
})

t.test('a stuck journald costs records, which are counted, and never waiting', async t => {
  const journald = receiver(t)
  const output = new JournaldOutput('virtqemud', journald.path)
  t.teardown(() => output.close())
  const big = record({ text: 'x'.repeat(100_000) })
  for (let i = 0; i < 100; i++) output.write(big)

  let taken = 0
  for (let quiet = 0; quiet < 10; quiet++) {
    await new Promise(resolve => setTimeout(resolve, 5))
    for (; journald.receive(); quiet = 0) taken++
  }
  t.ok(taken < 100, 'there is an end to what is held back')
  output.write(record())
  const loss = journald.receive()?.text ?? ''
  t.match(loss, new RegExp(`MESSAGE=${100 - taken} records were lost`))
  t.match(loss, `VIRTBUS_COUNT=${100 - taken}\n`)
  t.match(loss, `MESSAGE_ID=${MSG.recordsLost.id}\n`)
  t.match(journald.receive()?.text, 'MESSAGE=something happened\n', 'the next record follows')
})

t.test('the end of the process is held up a moment for what journald has not taken yet', async t => {
  // A busy machine may stop us for a second once, but not each time.
  const held = [1, 2, 3].map(() => {
    const output = new JournaldOutput('virtqemud', receiver(t).path)
    for (let i = 0; i < 1000; i++) output.write(record())
    const start = Date.now()
    output.close()
    return Date.now() - start
  })
  t.ok(Math.min(...held) < 1000, `${held.join(', ')} ms`)
})

t.test('without journald the same record goes to standard error', async t => {
  const { output: fallback, records } = silent()
  const output = new JournaldOutput('virtqemud', join(folder(t), 'nobody'), fallback)
  t.teardown(() => output.close())
  const one = record()
  output.write(one)
  t.strictSame(records, [one])
})

t.test('standard error opens with version and host, and a pipe nobody reads from does not stop us', async t => {
  const fifo = join(folder(t), 'pipe')
  execFileSync('mkfifo', [fifo])
  const fd = openSync(fifo, 'r+') // reader and writer at once: never blocks, never ends
  t.teardown(() => closeSync(fd))
  const output = new StderrOutput(fd)
  t.teardown(() => output.close())
  output.write(record())
  const buffer = Buffer.alloc(1 << 16)
  const lines = buffer.toString('utf8', 0, readSync(fd, buffer)).split('\n')
  t.match(lines, [/: info : libvirt version: 11\.3\.0$/, `: info : hostname: ${hostname()}`, linePattern, ''])

  for (let i = 0; i < 1000; i++) output.write(record({ text: 'x'.repeat(1000) }))
  readSync(fd, buffer)
  output.write(record())
  const rest = buffer.toString('utf8', 0, readSync(fd, buffer))
  t.match(rest, /\d+ records were lost: the reader of standard error was behind\n.*something happened\n$/)
})

t.test('standard error may be a socket, as systemd makes it', async t => {
  const [ours, theirs] = socketPair()
  t.teardown(() => [ours, theirs].forEach(fd => closeSync(fd)))
  const output = new StderrOutput(ours)
  for (let i = 0; i < 1000; i++) output.write(record({ text: 'x'.repeat(1000) }))
  const buffer = Buffer.alloc(4096)
  receiveMessage(theirs, buffer)
  t.match(buffer.toString(), /libvirt version/)
})

t.test('standard error may be a file that others write to as well', async t => {
  const path = join(folder(t), 'stderr')
  const fd = openSync(path, 'w')
  const output = new StderrOutput(fd)
  output.write(record())
  writeSync(fd, 'from elsewhere\n')
  output.write(record())
  closeSync(fd)
  t.match(readFileSync(path, 'utf8').split('\n'), [
    /libvirt version/,
    /hostname/,
    linePattern,
    'from elsewhere',
    linePattern,
    '',
  ])
})

t.test('standard error that is closed loses records in silence', async t => {
  t.doesNotThrow(() => new StderrOutput(9999).write(record()))
})

t.test('a file is made for its owner alone, opened with version and host, and appended to', async t => {
  const path = join(folder(t), 'virtqemud.log')
  const first = new FileOutput(path)
  first.write(record())
  first.close()
  const second = new FileOutput(path)
  second.write(record({ text: 'two\nlines \x1b[31m', fields: { driver: 'QEMU' } }))
  second.close()
  await new Promise(resolve => setTimeout(resolve, 50))
  const lines = readFileSync(path, 'utf8').split('\n')
  t.equal(lines.filter(line => line.includes('libvirt version: 11.3.0')).length, 2)
  t.ok(lines.some(line => linePattern.test(line)))
  t.ok(lines.includes('    lines \\x1b[31m [VIRTBUS_DRIVER=QEMU]'), 'a text cannot pass for a record of its own')
  t.throws(() => new FileOutput('/nowhere/log'), { code: 'ENOENT' })
})

t.test('syslog gets priority, local time, name and pid', async t => {
  const syslog = receiver(t)
  const output = new SyslogOutput('virtqemud', syslog.path)
  t.teardown(() => output.close())
  output.write(record({ text: 'two\nlines' }))
  t.match(syslog.receive()?.text, new RegExp(`^<28>Jan  \\d \\d\\d:04:05 virtqemud\\[${process.pid}\\]: two lines$`))
  t.doesNotThrow(() => new SyslogOutput('x', '/nowhere/log').write(record()))
})
