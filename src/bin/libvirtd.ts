// The monolithic daemon: every driver in one process, and all the classic doors.
import { rpcDoor } from '../daemon/doors/rpcDoor.js'
import { testDriver } from '../daemon/drivers/testDriver.js'
import { runDaemon } from '../daemon/runDaemon.js'

await runDaemon({
  name: 'libvirtd',
  drivers: [testDriver],
  doors: [rpcDoor()],
  network: { tls: true },
  listenOption: true,
})
