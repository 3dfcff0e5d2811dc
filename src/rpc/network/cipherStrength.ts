/** Bits of the key of a cipher by its suite's name, in either spelling: `ECDHE-RSA-AES128-GCM-SHA256`, `TLS_AES_256_GCM_SHA384`. */
export function cipherStrength(suite: string): number {
  const bits = /(?:AES|CAMELLIA)_?(\d+)/.exec(suite)?.[1]
  if (bits !== undefined) return Number(bits)
  return suite.includes('CHACHA20') ? 256 : 112
}
