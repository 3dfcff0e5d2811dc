// CPU maps: bits in bytes, lowest first, on the road; arrays of booleans on the bus.

/** One boolean per CPU. @param cpus how many CPUs to show; bits that are missing count as off */
export function cpuMapToBooleans(map: Uint8Array, cpus: number): boolean[] {
  return Array.from({ length: cpus }, (_, cpu) => ((map[cpu >> 3] ?? 0) & (1 << (cpu & 7))) !== 0)
}

export function cpuMapFromBooleans(cpus: readonly boolean[]): Uint8Array {
  const map = new Uint8Array((cpus.length + 7) >> 3)
  cpus.forEach((on, cpu) => {
    if (on) map[cpu >> 3] = (map[cpu >> 3] ?? 0) | (1 << (cpu & 7))
  })
  return map
}

/** Several maps that lie one behind the other, each of the same length. */
export function splitCpuMaps(maps: Uint8Array, count: number): Uint8Array[] {
  const length = count === 0 ? 0 : Math.floor(maps.length / count)
  return Array.from({ length: count }, (_, index) => maps.subarray(index * length, (index + 1) * length))
}

/** CPU numbers as libvirt writes them in text: `0-3,5`. */
export function cpuListFromBooleans(cpus: readonly boolean[]): string {
  const ranges: string[] = []
  for (let cpu = 0; cpu < cpus.length; cpu++) {
    if (!cpus[cpu]) continue
    const first = cpu
    while (cpus[cpu + 1]) cpu++
    ranges.push(first === cpu ? `${first}` : `${first}-${cpu}`)
  }
  return ranges.join(',')
}
