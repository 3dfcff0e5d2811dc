import type { Activity } from '../domain/DomainState.js'
import type { JsonReader } from '../monitor/JsonReader.js'

/** What QEMU's run states mean for a domain (QEMU: qapi/run-state.json). The others are plain pauses. */
const activities: Readonly<Record<string, Activity>> = {
  running: { is: 'running', why: 'UNKNOWN' },
  shutdown: { is: 'shutdown', why: 'UNKNOWN' },
  suspended: { is: 'pmsuspended', why: 'UNKNOWN' },
  'guest-panicked': { is: 'crashed', why: 'PANICKED' },
  'io-error': { is: 'paused', why: 'IOERROR' },
  watchdog: { is: 'paused', why: 'WATCHDOG' },
  'finish-migrate': { is: 'paused', why: 'MIGRATION' },
  postmigrate: { is: 'paused', why: 'MIGRATION' },
  'save-vm': { is: 'paused', why: 'SAVE' },
}

/**
 * What a domain is doing by the answer to `query-status`.
 * @param known what was on record: where it still is the case, its reason is the better one
 */
export function activityFromQemu(reply: JsonReader, known: Activity): Activity {
  const activity = activities[reply.field('status').string()] ?? { is: 'paused', why: 'UNKNOWN' }
  const better = known.is === activity.is && (activity.why === 'UNKNOWN' || known.why !== 'UNKNOWN')
  return better && known.why !== 'STARTING_UP' ? known : activity
}
