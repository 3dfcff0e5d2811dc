import { hostObstacle } from './hostObstacle.js'

/** Options of a test that boots a host: skipped with the reason where that cannot be, except on CI, where it must be possible. */
export function hostSkip(): { skip: string | false } {
  const obstacle = hostObstacle()
  if (obstacle !== undefined && process.env['CI'] === 'true')
    throw new Error(`CI must be able to boot hosts: ${obstacle}`)
  return { skip: obstacle ?? false }
}
