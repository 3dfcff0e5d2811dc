// libvirt's Python binding, which drives the C library from several threads with an event loop of its own.
import { existsSync } from 'node:fs'
import t from 'tap'
import { SessionDaemon } from './SessionDaemon.js'

const binding = '/usr/lib/python3/dist-packages/libvirt.py'

/** Prints one line for each thing that is checked here. */
const script = `
import libvirt, sys, threading, time
libvirt.registerErrorHandler(lambda *_: None, None)
libvirt.virEventRegisterDefaultImpl()
def loop():
    while True: libvirt.virEventRunDefaultImpl()
threading.Thread(target=loop, daemon=True).start()
conn = libvirt.open(sys.argv[1])
conn.setKeepAlive(1, 3)
seen = []
conn.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, lambda c, dom, event, detail, _: seen.append((dom.name(), event)), None)
dom = conn.lookupByName('test')
print('info', dom.info()[3], dom.UUIDString())
print('list', [d.name() for d in conn.listAllDomains()])
dom.suspend(); dom.resume()
for _ in range(200):
    if len(seen) == 2: break
    time.sleep(0.01)
print('events', seen)
only = []
cb = conn.domainEventRegisterAny(dom, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, lambda c, d, e, detail, _: only.append(d.name()), None)
conn.domainEventDeregisterAny(cb)
try: conn.lookupByName('nosuch')
except libvirt.libvirtError as error: print('error', error.get_error_code(), error.get_error_domain(), error.get_error_message())
results = []
def ask():
    for _ in range(50): results.append(dom.state()[0])
threads = [threading.Thread(target=ask) for _ in range(8)]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
print('threads', len(results), set(results))
print('params', sorted(dom.schedulerParameters()))
time.sleep(2.5)
print('alive', conn.isAlive(), conn.isSecure(), conn.isEncrypted())
readonly = libvirt.openReadOnly(sys.argv[1])
try: readonly.lookupByName('test').suspend()
except libvirt.libvirtError as error: print('readonly', error.get_error_code())
print('close', readonly.close(), conn.close())
`

t.test(
  'the Python binding works as with libvirt’s own daemon',
  { skip: existsSync(binding) ? false : 'python3-libvirt is not installed' },
  async t => {
    const daemon = await SessionDaemon.start(t, 'libvirtd')
    const { stdout, stderr } = daemon.run(
      '/usr/bin/python3',
      '-c',
      script,
      `test+unix:///default?socket=${daemon.socket('libvirt-sock')}`,
    )
    t.equal(stderr, '')
    const lines = new Map(
      stdout
        .trim()
        .split('\n')
        .map(line => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
    )
    t.match(lines.get('info'), /^\d+ [0-9a-f-]{36}$/)
    t.equal(lines.get('list'), "['test']")
    t.equal(lines.get('events'), "[('test', 3), ('test', 4)]")
    t.equal(lines.get('error'), "42 12 Domain not found: no domain with matching name 'nosuch'")
    t.equal(lines.get('threads'), '400 {1}')
    t.match(lines.get('params'), /cpu_shares|weight|\[/)
    t.match(lines.get('alive'), /^1 1 0$/)
    t.ok(lines.has('readonly'))
    t.match(lines.get('close'), /^\d+ \d+$/)
  },
)
