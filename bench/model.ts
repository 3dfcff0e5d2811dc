// Documents: what reading and writing one, making a command line and defining guests cost, beside this machine's libvirt, whose QEMU
// driver runs in the caller's process as ours does here: no daemon, no socket. Usage: node build/bench/model.js [defines]
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Guard } from '../src/access/Guard.js'
import { perform } from '../src/access/perform.js'
import type { Call } from '../src/api/call.js'
import * as calls from '../src/api/calls/index.js'
import type { CallContext, CallTypes } from '../src/api/Driver.js'
import { embeddedDirectories } from '../src/config/directories.js'
import { EventFeed } from '../src/drivers/EventFeed.js'
import { buildCommandLine } from '../src/drivers/qemu/command/buildCommandLine.js'
import { createQemuDriver } from '../src/drivers/qemu/createQemuDriver.js'
import { systemHost } from '../src/host/Host.js'
import { systemRandom } from '../src/host/systemRandom.js'
import { formatDomain } from '../src/model/domain/formatDomain.js'
import { parseDomain } from '../src/model/domain/parseDomain.js'

const defines = Number(process.argv[2] ?? 5000)
const rounds = 300
const letters = 'a b c d e f g h i j k l m n o p'.split(' ')

/** A guest of many devices, 10 KiB when complete. */
function large(name: string): string {
  const disks = letters.map(
    letter => `<disk type='file' device='disk'><driver name='qemu' type='qcow2' cache='none' io='native'/>
      <source file='/var/lib/libvirt/images/${name}-${letter}.qcow2'/><target dev='vd${letter}' bus='virtio'/></disk>`,
  )
  const channels = letters.map(
    letter => `<channel type='unix'><target type='virtio' name='org.example.${letter}'/></channel>`,
  )
  return guest(name, `${disks.join('')}${channels.join('')}<graphics type='vnc'/><video><model type='vga'/></video>`)
}

const guest = (name: string, devices = '') => `<domain type='qemu'>
  <name>${name}</name><memory unit='MiB'>64</memory><vcpu>2</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/><apic/></features>
  <devices><emulator>/usr/bin/qemu-system-x86_64</emulator>${devices}<console type='pty'/></devices>
</domain>`

interface Figures {
  /** Command lines a second. */
  readonly native: number
  /** Definitions a second, by their number so far. */
  readonly define: number
  /** Documents given out a second. */
  readonly show: number
}

/** How often a second. */
async function rate(times: number, work: (round: number) => unknown): Promise<number> {
  const begin = performance.now()
  for (let round = 0; round < times; round++) await work(round)
  return (times / (performance.now() - begin)) * 1000
}

const context: CallContext = {
  caller: { identity: { uid: 0 }, trusted: true, readOnly: false, interactive: false },
  signal: new AbortController().signal,
  files: {
    count: 0,
    take: () => {
      throw new Error('no descriptors came')
    },
  },
  sendFile: () => {},
}

async function ours(root: string): Promise<Figures & { readonly complete: string }> {
  const driver = await createQemuDriver({
    directories: embeddedDirectories(root),
    host: systemHost(),
    feed: new EventFeed(),
    uri: 'qemu:///embed',
    privileged: true,
    buildCommand: buildCommandLine,
  })
  await driver.start?.()
  const guard = new Guard({ allows: async () => false })
  const call = <W, Z>(row: Call & CallTypes<W, Z>, args: NoInfer<W>): Promise<Z> =>
    perform(row, driver, args, context, guard)
  const native = { nativeFormat: 'qemu-argv', domainXml: large('large'), flags: 0 }
  await call(calls.connectDomainXmlToNative, native)
  const natives = await rate(rounds, () => call(calls.connectDomainXmlToNative, native))
  const { dom } = await call(calls.domainDefineXml, { xml: large('large') })
  const document = { dom: dom.reference, flags: 0 }
  const shown = await rate(rounds * 10, () => call(calls.domainGetXmlDesc, document))
  const { xml } = await call(calls.domainGetXmlDesc, document)
  const defined = await rate(defines, round => call(calls.domainDefineXml, { xml: guest(`guest${round}`) }))
  await driver.stop?.()
  return { native: natives, show: shown, define: defined, complete: xml }
}

/** The same with libvirt, in a process that its binding runs in. */
const peer = `
import json, libvirt, sys, time
libvirt.virEventRegisterDefaultImpl()
root, rounds, defines = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
large, small = open(root + '/large.xml').read(), open(root + '/small.xml').read()
conn = libvirt.open('qemu:///embed?root=' + root + '/libvirt')
def rate(times, work):
    begin = time.monotonic()
    for number in range(times): work(number)
    return times / (time.monotonic() - begin)
conn.domainXMLToNative('qemu-argv', large, 0)
native = rate(rounds, lambda number: conn.domainXMLToNative('qemu-argv', large, 0))
dom = conn.defineXML(large)
show = rate(rounds * 10, lambda number: dom.XMLDesc(0))
define = rate(defines, lambda number: conn.defineXML(small.replace('@', 'guest%d' % number)))
print(json.dumps({'native': native, 'show': show, 'define': define}))
`

function libvirts(root: string): Figures | undefined {
  writeFileSync(join(root, 'large.xml'), large('large'))
  writeFileSync(join(root, 'small.xml'), guest('@'))
  const args = ['-c', peer, root, String(rounds), String(defines)]
  const { status, stdout } = spawnSync('/usr/bin/python3', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  if (status !== 0) return undefined
  const figures: Figures = JSON.parse(stdout)
  return figures
}

/** Reading and writing alone, without driver and emulator. */
async function pure(complete: string): Promise<{ readonly parse: number; readonly format: number }> {
  const reading = { random: systemRandom, hostArch: 'x86_64' }
  const options = { inactive: true, skipPostParse: true, skipValidate: true }
  const domain = parseDomain(complete, reading, options)
  const parse = await rate(rounds * 5, () => parseDomain(complete, reading, options))
  const format = await rate(rounds * 5, () => formatDomain(domain, { inactive: true }))
  return { parse, format }
}

const root = mkdtempSync(join(tmpdir(), 'virtbus-bench-'))
try {
  const own = await ours(join(root, 'virtbus'))
  const theirs = libvirts(root)
  const { parse, format } = await pure(own.complete)
  const print = (what: string, mine: number, other?: number) => {
    const beside =
      other === undefined ? '' : `   libvirt ${other.toFixed(0)} a second, ${(mine / other).toFixed(2)} times`
    process.stdout.write(`${what.padEnd(44)}${mine.toFixed(0).padStart(7)} a second${beside}\n`)
  }
  const size = `${(own.complete.length / 1024).toFixed(0)} KiB`
  print(`${size} read`, parse)
  print(`${size} written`, format)
  print(`document read, command line made (${size})`, own.native, theirs?.native)
  print(`document of a domain given out (${size})`, own.show, theirs?.show)
  print(`${defines} defines, each on disk`, own.define, theirs?.define)
  if (!theirs) process.stdout.write('libvirt is not on this machine, or has no driver for QEMU\n')
} finally {
  for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true, force: true })
  rmSync(root, { recursive: true })
}
process.exit(0)
