// Where the numbers come from that libvirt makes up for what a document leaves out.

/** A source of randomness, passed in so that models stay pure and tests repeatable. */
export interface Random {
  /** That many random bytes. */
  bytes(count: number): Uint8Array
  /** A random integer of that many bits, at most 32. */
  bits(count: number): number
}
