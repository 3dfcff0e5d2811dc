/** Milliseconds per call of a series, one after the other. */
export interface Latency {
  readonly p50: number
  readonly p99: number
}

export async function latency(times: number, work: (round: number) => Promise<unknown>): Promise<Latency> {
  for (let round = 0; round < Math.min(50, times); round++) await work(round)
  const taken: number[] = []
  for (let round = 0; round < times; round++) {
    const begin = performance.now()
    await work(round)
    taken.push(performance.now() - begin)
  }
  const sorted = taken.toSorted((a, b) => a - b)
  return { p50: at(sorted, 0.5), p99: at(sorted, 0.99) }
}

/** Calls a second with that many under way at once. */
export async function throughput(calls: number, inFlight: number, work: (round: number) => Promise<unknown>) {
  let next = 0
  const begin = performance.now()
  const worker = async () => {
    while (next < calls) await work(next++)
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  return (calls / (performance.now() - begin)) * 1000
}

const at = (sorted: readonly number[], share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
