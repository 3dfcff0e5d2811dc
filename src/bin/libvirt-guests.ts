// Brings guests up and takes them down with the host; run by units.
import { runProgram } from '../guests/runProgram.js'

await runProgram()
