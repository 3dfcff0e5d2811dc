/** A value is larger than the protocol carries: not a bug of ours, but of how much there is. */
export class OversizeError extends Error {
  override readonly name = 'OversizeError'
}
