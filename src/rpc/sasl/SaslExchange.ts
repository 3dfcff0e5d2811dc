import type { SaslServer } from '../../host/native.js'

/** What both directions of a connection go through once SASL has agreed on a layer. */
export interface SealingLayer {
  encode(data: Buffer): Buffer
  /** @throws Error for bytes that were not sealed by the other side */
  decode(data: Buffer): Buffer
}

/** Bytes sealed at once; the other side's buffer has 65536 for them and what sealing adds. */
const mostAtOnce = 32_768

/** One client's exchange, and afterwards its layer. */
export class SaslExchange implements SealingLayer {
  constructor(readonly server: SaslServer) {}

  encode(data: Buffer): Buffer {
    const pieces: Buffer[] = []
    for (let at = 0; at < data.length; at += mostAtOnce) {
      pieces.push(this.server.encode(data.subarray(at, at + mostAtOnce)))
    }
    return Buffer.concat(pieces)
  }

  decode(data: Buffer): Buffer {
    const pieces: Buffer[] = []
    for (let at = 0; at < data.length; at += mostAtOnce) {
      pieces.push(this.server.decode(data.subarray(at, at + mostAtOnce)))
    }
    return Buffer.concat(pieces)
  }

  close(): void {
    this.server.close()
  }
}
