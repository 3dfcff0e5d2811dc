import type { Guest } from './Hypervisor.js'

/** Guests in groups of one priority, in that order of priorities. */
export function byPriority(guests: readonly Guest[], order: 'ascending' | 'descending'): Guest[][] {
  const groups = new Map<number, Guest[]>()
  for (const guest of guests) {
    const group = groups.get(guest.plan.priority)
    if (group) group.push(guest)
    else groups.set(guest.plan.priority, [guest])
  }
  const sign = order === 'ascending' ? 1 : -1
  return [...groups].toSorted(([a], [b]) => sign * (a - b)).map(([, group]) => group)
}

/** Does something with each, at most so many at a time. Fails with the first failure. */
export async function inParallel<T>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items]
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker))
}
