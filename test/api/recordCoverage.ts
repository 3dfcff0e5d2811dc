// Writes docs/coverage.md anew. Run it when a driver has learnt a call.
import { writeFileSync } from 'node:fs'
import { formatCoverage } from './coverage.js'

writeFileSync('docs/coverage.md', await formatCoverage())
