// One guest, with the QEMU driver inside: no daemon, no bus.
import { runProgram } from '../embed/runProgram.js'

await runProgram()
