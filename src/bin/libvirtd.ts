// The monolithic daemon: every driver in one process, and all the classic doors.
import { busDoor } from '../daemon/doors/busDoor.js'
import { rpcDoor } from '../daemon/doors/rpcDoor.js'
import { qemuDriver } from '../daemon/drivers/qemuDriver.js'
import { openTestFile, testDriver } from '../daemon/drivers/testDriver.js'
import { runDaemon } from '../daemon/runDaemon.js'

await runDaemon({
  name: 'libvirtd',
  drivers: [qemuDriver, testDriver],
  doors: [rpcDoor({ openTestFile }), busDoor(['org.libvirt'])],
  network: { tls: true },
  listenOption: true,
})
