// Shows which daemons serve the host, and switches between one per driver and one for all.
import { runProgram } from '../mode/runProgram.js'

await runProgram()
