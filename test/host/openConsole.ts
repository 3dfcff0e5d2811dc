// Runs on a test host, or beside the demo: shows a guest's console on standard output, and types standard input on it.
// Usage: node openConsole.js system|session BUS-NAME OBJECT-PATH
import { BusConnection } from '../../src/bus/connection/BusConnection.js'
import { busAddress } from '../../src/daemon/hostBusOf.js'
import { DescriptorSocket } from '../../src/host/DescriptorSocket.js'

const [, , mode, destination = '', path = ''] = process.argv
const bus = await BusConnection.open(busAddress(mode === 'session' ? 'session' : 'system', process.env))
const reply = await bus.call({
  destination,
  path,
  interface: 'org.virtbus.Domain1',
  member: 'OpenConsole',
  signature: 'su',
  values: ['', 0],
})
const [fd] = reply.descriptors
if (fd === undefined) throw new Error('OpenConsole returned no descriptor')
const console = new DescriptorSocket(fd)
console.pipe(process.stdout)
process.stdin.pipe(console)
console.on('close', () => process.exit(0))
