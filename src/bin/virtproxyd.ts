// No driver of its own: the classic doors in front of the modular daemons, which judge every call by its original caller.
import { frontBusDoor } from '../daemon/doors/frontBusDoor.js'
import { rpcDoor } from '../daemon/doors/rpcDoor.js'
import { runDaemon } from '../daemon/runDaemon.js'

await runDaemon({
  name: 'virtproxyd',
  drivers: [],
  doors: [rpcDoor({ inFront: true, alwaysListens: true }), frontBusDoor('org.libvirt')],
  network: { tls: false },
})
