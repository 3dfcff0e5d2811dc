// The QEMU driver on its own.
import { busDoor } from '../daemon/doors/busDoor.js'
import { rpcDoor } from '../daemon/doors/rpcDoor.js'
import { qemuDriver } from '../daemon/drivers/qemuDriver.js'
import { runDaemon } from '../daemon/runDaemon.js'

await runDaemon({
  name: 'virtqemud',
  drivers: [qemuDriver],
  doors: [rpcDoor(), busDoor(['org.libvirt.virtqemud'])],
})
