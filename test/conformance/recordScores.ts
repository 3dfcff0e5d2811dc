// Writes docs/conformance.md anew. Run it when a score has risen.
import { writeFileSync } from 'node:fs'
import { formatScores, record, takeScores } from './scores.js'

writeFileSync(record, formatScores(takeScores()))
