// Sets of descriptors a running QEMU holds (query-fdsets, add-fd, remove-fd).
import type { CommandContext } from '../command/CommandContext.js'
import type { HotplugMonitor } from './HotplugGuest.js'

/** Gives the sets of a device that is to be plugged in numbers which QEMU has not got yet. */
export async function withFreeSetNumbers(
  context: CommandContext,
  alias: string,
  monitor: HotplugMonitor,
): Promise<CommandContext> {
  const { descriptors } = context
  const own = [...descriptors.sets].filter(([name]) => name.startsWith(`${alias}-`))
  if (own.length === 0) return context
  const known = (await monitor.execute('query-fdsets')).items().map(set => set.field('fdset-id').integer())
  let last = Math.max(-1, ...known)
  const sets = new Map(descriptors.sets)
  for (const [name, set] of own) sets.set(name, { ...set, number: ++last })
  return { ...context, descriptors: { ...descriptors, sets } }
}

/** Removes the sets of a device that was unplugged. @param path file by which other releases call the descriptor */
export async function removeSets(monitor: HotplugMonitor, alias: string, path: string | undefined): Promise<void> {
  for (const set of (await monitor.execute('query-fdsets')).items()) {
    const listed = set.field('fds')
    const names = (listed.present ? listed.items() : []).map(fd => fd.field('opaque').optionalString())
    if (names.some(name => name?.startsWith(`${alias}-`) || (name !== undefined && name === path))) {
      await monitor.execute('remove-fd', { 'fdset-id': set.field('fdset-id').integer() })
    }
  }
}
