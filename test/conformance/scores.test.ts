import { existsSync } from 'node:fs'
import t from 'tap'
import { corpus, recordedScores, takeScores } from './scores.js'

// Every case of the corpus, some with a daemon and virsh of their own.
t.setTimeout(600_000)

const skip = existsSync(`${corpus}/score.mjs`) ? false : 'the conformance corpus is not on this machine'

t.test('no operation meets fewer goldens than docs/conformance.md says', { skip }, async t => {
  const taken = takeScores()
  for (const [operation, { exact, refused }] of recordedScores()) {
    const now = taken.get(operation)
    t.ok(now && now.exact >= exact, `${operation}: ${now?.exact} goldens met, ${exact} recorded`)
    t.ok(now && now.refused >= refused, `${operation}: ${now?.refused} refused, ${refused} recorded`)
  }
})
