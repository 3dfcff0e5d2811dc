// libvirt's words for states and reasons, as its status files have them.
import { activities, type Activity } from '../domain/DomainState.js'

/** Words that are not the reason's name in lower case with blanks. */
const oddWords: Readonly<Record<string, string>> = {
  'paused SHUTTING_DOWN': 'shutdown',
  'paused CRASHED': 'panicked',
  'paused POSTCOPY': 'post-copy',
  'paused POSTCOPY_FAILED': 'post-copy failed',
  'running POSTCOPY': 'post-copy',
  'running POSTCOPY_FAILED': 'post-copy failed',
}

/** `state` and `reason` attributes of a status file. */
export function wordsOf({ is, why }: Activity): { state: string; reason: string } {
  return { state: is, reason: oddWords[`${is} ${why}`] ?? why.toLowerCase().replaceAll('_', ' ') }
}

/** Reads these attributes; undefined for words that are none. A missing reason is an unknown one. */
export function activityOf(state: string, reason = 'unknown'): Activity | undefined {
  return activities.find(activity => {
    const words = wordsOf(activity)
    return words.state === state && words.reason === reason
  })
}
