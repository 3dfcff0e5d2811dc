import { readFileSync } from 'node:fs'
import t from 'tap'
import { formatCoverage } from './coverage.js'

t.test(
  'docs/coverage.md says what the drivers answer; write it with: node build/test/api/recordCoverage.js',
  async t => {
    t.equal(readFileSync('docs/coverage.md', 'utf8'), await formatCoverage())
  },
)
