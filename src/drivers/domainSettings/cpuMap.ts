// CPU maps as the protocol carries them: one bit per host CPU, lowest bit of the first byte first.

/** The CPUs whose bits are set. */
export function cpusOfMap(map: Uint8Array): number[] {
  const cpus: number[] = []
  map.forEach((byte, index) => {
    for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) cpus.push(index * 8 + bit)
  })
  return cpus
}

/** A map of `length` bytes; CPUs beyond it are left out. */
export function mapOfCpus(cpus: Iterable<number>, length: number): Uint8Array {
  const map = new Uint8Array(length)
  for (const cpu of cpus) {
    const index = cpu >> 3
    if (index < length) map[index] = (map[index] ?? 0) | (1 << (cpu & 7))
  }
  return map
}

/** A map with all of that many host CPUs. */
export const mapOfAllCpus = (hostCpus: number, length: number): Uint8Array =>
  mapOfCpus(
    Array.from({ length: hostCpus }, (_, cpu) => cpu),
    length,
  )

/** A map of so many bytes; all of the host's CPUs when none are said. */
export const cpuMap = (cpus: Iterable<number> | undefined, hostCpus: number, length: number): Uint8Array =>
  cpus ? mapOfCpus(cpus, length) : mapOfAllCpus(hostCpus, length)
