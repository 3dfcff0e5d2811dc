// Limits on the traffic of a link (tc-htb(8), tc-police): what the host sends waits in a queue, what it receives above the limit
// is dropped.
import { LibvirtError } from '../api/LibvirtError.js'
import type { Processes } from './Processes.js'

/** Rates in KiB a second, bursts in KiB; 0 is none. */
export interface LinkRate {
  readonly average: bigint
  readonly peak: bigint
  readonly burst: bigint
}

export interface LinkLimits {
  /** What the host sends into the link. */
  readonly sent?: LinkRate | undefined
  /** What comes out of it. */
  readonly received?: LinkRate | undefined
}

/** Longest burst that fits in one packet with offloads, KiB. */
const usualBurst = 64n

/** The commands, in order. Without limits there are none. */
export function limitCommands(link: string, { sent, received }: LinkLimits): string[][] {
  const commands: string[][] = []
  if (sent && sent.average > 0n) {
    const { average, peak, burst } = sent
    const rates = [
      'rate',
      `${average}kbps`,
      ...(peak > 0n ? ['ceil', `${peak}kbps`] : []),
      ...(burst > 0n ? ['burst', `${burst}kb`] : []),
    ]
    commands.push(
      ['qdisc', 'add', 'dev', link, 'root', 'handle', '1:', 'htb', 'default', '1'],
      ['class', 'add', 'dev', link, 'parent', '1:', 'classid', '1:1', 'htb', ...rates],
    )
  }
  if (received && received.average > 0n) {
    const { average, burst } = received
    const police = ['rate', `${average}kbps`, 'burst', `${burst || average || usualBurst}kb`, 'mtu', `${usualBurst}kb`]
    commands.push(
      ['qdisc', 'add', 'dev', link, 'ingress'],
      ['filter', 'add', 'dev', link, 'parent', 'ffff:', 'protocol', 'all', 'u32', 'match', 'u32', '0', '0'].concat([
        'police',
        ...police,
        'drop',
        'flowid',
        ':1',
      ]),
    )
  }
  return commands
}

/**
 * Gives a link new limits, in place of those it had.
 * @throws LibvirtError INTERNAL_ERROR with tc's words, when the kernel cannot do it; the link then has no limits
 */
export async function limitLink(processes: Pick<Processes, 'run'>, link: string, limits: LinkLimits): Promise<void> {
  // A link that has none says so, and that is all.
  for (const kind of ['root', 'ingress']) await processes.run('tc', ['qdisc', 'del', 'dev', link, kind])
  for (const command of limitCommands(link, limits)) {
    const { code, errors } = await processes.run('tc', command)
    if (code === 0) continue
    for (const kind of ['root', 'ingress']) await processes.run('tc', ['qdisc', 'del', 'dev', link, kind])
    const [why = ''] = errors.split('\n')
    throw new LibvirtError('INTERNAL_ERROR', `Unable to set bandwidth of link ${link}: ${why.replace(/^Error: /, '')}`)
  }
}
