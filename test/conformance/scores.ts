// The conformance scorer's table, as numbers.
import { spawnSync } from 'node:child_process'
import { readFileSync, realpathSync } from 'node:fs'

export interface Score {
  /** Checks that meet the golden exactly. */
  readonly exact: number
  readonly checks: number
  /** Refusals that were expected and happened. */
  readonly refused: number
  readonly refusals: number
}

export const corpus = '../shared/corpus'
/** Where the scores that were reached are written down. */
export const record = 'docs/conformance.md'

/** Runs the scorer with our adapter. @returns operation → score */
export function takeScores(): Map<string, Score> {
  // The scorer compares its own path with the one it was started by.
  const args = [
    realpathSync(`${corpus}/score.mjs`),
    '--jobs',
    '4',
    '--',
    process.execPath,
    'build/test/conformance/adapter.js',
  ]
  const { stdout, status, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  const scores = new Map<string, Score>()
  // "  domain.xml2xml   395/395  100.0%   395/395   74/74   71/73"
  for (const line of stdout.split('\n')) {
    const [, operation, exact, checks, refused, refusals] =
      /^ {2}([a-z0-9]+(?:\.[a-z0-9]+)+) +(\d+)\/(\d+) +[\d.-]+%? +\d+\/\d+ +(\d+)\/(\d+)/.exec(line) ?? []
    if (operation === undefined) continue
    const numbers = [exact, checks, refused, refusals].map(Number)
    const [a = 0, b = 0, c = 0, d = 0] = numbers
    scores.set(operation, { exact: a, checks: b, refused: c, refusals: d })
  }
  if (scores.size === 0) throw new Error(`the scorer gave no table (status ${status}): ${stderr}`)
  return scores
}

/** The scores as they are written down. */
export function recordedScores(): Map<string, Score> {
  const scores = new Map<string, Score>()
  for (const line of readFileSync(record, 'utf8').split('\n')) {
    const [, operation, exact, checks, refused, refusals] =
      /^\| `([^`]+)` \| (\d+) of (\d+) \| (\d+) of (\d+) \|/.exec(line) ?? []
    if (operation === undefined) continue
    const numbers = [exact, checks, refused, refusals].map(Number)
    const [a = 0, b = 0, c = 0, d = 0] = numbers
    scores.set(operation, { exact: a, checks: b, refused: c, refusals: d })
  }
  return scores
}

/** The page that keeps the scores. */
export function formatScores(scores: ReadonlyMap<string, Score>): string {
  const rows = [...scores].map(
    ([operation, { exact, checks, refused, refusals }]) =>
      `| \`${operation}\` | ${exact} of ${checks} | ${refused} of ${refusals} |`,
  )
  return `# Conformance

What the conformance corpus says of this project, operation by operation: goldens met exactly, and documents that were to be
refused and were. \`npm test\` takes the scores again where the corpus lies beside the project, and fails when one has dropped.
Written by \`node build/test/conformance/recordScores.js\`.

\`virsh.run\` drives the unmodified virsh of this machine against a session daemon. The goldens are of virsh 11.3; where an
older one is installed, its own words differ in a few cases.

| Operation | Goldens met | Refused as expected |
| --- | --- | --- |
${rows.join('\n')}
`
}
