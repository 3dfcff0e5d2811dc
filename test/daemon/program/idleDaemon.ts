// The smallest daemon there can be: nothing but what runDaemon itself brings.
import { runDaemon } from '../../../src/daemon/runDaemon.js'

await runDaemon({ name: 'virtidled', drivers: [], doors: [] })
