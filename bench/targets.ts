// What the project promises itself, in figures of the report, and what eats the time where a promise is not kept.

export interface Target {
  /** The figures it is about. */
  readonly figure: RegExp
  /** A most in the figure's unit, or a share of the peer's figure (least for calls a second). */
  readonly most?: number
  readonly mostOfPeer?: number
  readonly leastOfPeer?: number
  /** Where the time or memory goes. */
  readonly goes: string
}

export const targets: readonly Target[] = [
  {
    figure: /^GetXMLDesc, .* p50/,
    mostOfPeer: 0.25,
    goes: 'through dbus-daemon and the client; unpacking a definition takes 10 µs, and none is parsed that we have written',
  },
  {
    figure: /^GetXMLDesc, .*calls\/s/,
    leastOfPeer: 6,
    goes: 'to dbus-daemon and the client, which share the processors with us; of ours are some 100 µs a call, of one thread',
  },
  {
    figure: /^(Get Active|GetState), .* p50/,
    mostOfPeer: 0.25,
    goes: 'through dbus-daemon and the client, which wake up for each call; the door itself computes for 10 to 12 µs, see busDoor.js',
  },
  {
    figure: /calls\/s/,
    leastOfPeer: 6,
    goes: 'probably to dbus-daemon and the client, which share the processors with us; see busDoor.js for what is ours',
  },
  {
    figure: /^ListDomains of 1000 /,
    most: 0.5,
    goes: 'half to dbus-daemon, which checks and copies 75 kB of paths, and to the client that reads them; a third is ours',
  },
  {
    figure: /^start a guest /,
    most: 60,
    goes: 'to QEMU until its monitor answers, see the line above the table; then to flushing intent and state to the disk',
  },
  {
    figure: /^start 20 guests at once /,
    most: 1500,
    goes: 'to QEMU: twenty processes are loaded and linked on the processors there are',
  },
  { figure: /^destroy a guest /, most: 30, goes: 'to QEMU, until the kernel has freed its memory, and to its scope' },
  {
    figure: /^slowest GetState while 8 start/,
    most: 20,
    goes: 'to the queue for a processor: eight QEMUs are loaded while one event loop and dbus-daemon want their turn',
  },
  {
    figure: /^bus activation to first answer, no guests/,
    most: 100,
    goes: 'to systemd and dbus-daemon, to Node, which alone needs 50 to 70 ms (`node -e 0`), then 55 ms to our own start, see docs/decisions/start.md',
  },
  {
    figure: /^bus activation to first answer, 1000 guests/,
    most: 170,
    goes: 'to the same, and to reading one file per guest, some 30 µs each; none is parsed that we have written',
  },
  {
    figure: /^PSS idle/,
    most: 26,
    goes: "to the pages of Node's program, up to 20 MiB where no other Node shares them; our own memory is 19 MiB, see docs/decisions/memory.md",
  },
  {
    figure: /^PSS with /,
    mostOfPeer: 1,
    goes: 'to the same pages; some 4 KiB a guest are ours after a burst of definitions, and two when idle',
  },
  {
    figure: /^define /,
    mostOfPeer: 1,
    goes: 'to computing for 1.2 to 1.5 ms: a quarter of it reads, completes and writes the document, a fifth clears garbage away, the rest hands the file to a thread and tells every door',
  },
]

/** A sentence about a figure that misses its target; undefined where it is met or there is none. */
export function missed(name: string, value: number, peer: number | undefined): string | undefined {
  const target = targets.find(({ figure }) => figure.test(name))
  if (!target) return undefined
  const { most, mostOfPeer, leastOfPeer, goes } = target
  const limit = most ?? (peer === undefined ? undefined : peer * (mostOfPeer ?? leastOfPeer ?? 1))
  if (limit === undefined) return undefined
  const over = leastOfPeer === undefined ? value / limit : limit / value
  if (over <= 1) return undefined
  const figures = `${value.toFixed(value < 10 ? 2 : 0)} where ${limit.toFixed(limit < 10 ? 2 : 0)} was wanted`
  return `${name}: ${figures}, missed by a factor of ${over.toFixed(2)}. It goes ${goes}.`
}
