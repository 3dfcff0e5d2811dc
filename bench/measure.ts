/** Milliseconds of one thing done several times. */
export interface Timing {
  median: number
  worst: number
}

/** Does something `times` times, one after the other, after one time that does not count. */
export async function measure(times: number, work: () => Promise<unknown>): Promise<Timing> {
  await work()
  const taken: number[] = []
  for (let round = 0; round < times; round++) {
    const begin = performance.now()
    await work()
    taken.push(performance.now() - begin)
  }
  const sorted = taken.toSorted((a, b) => a - b)
  return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, worst: sorted.at(-1) ?? 0 }
}
