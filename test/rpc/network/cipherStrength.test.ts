import t from 'tap'
import { cipherStrength } from '../../../src/rpc/network/cipherStrength.js'

const suites: [suite: string, bits: number][] = [
  ['TLS_AES_256_GCM_SHA384', 256],
  ['TLS_AES_128_GCM_SHA256', 128],
  ['ECDHE-RSA-AES128-GCM-SHA256', 128],
  ['ECDHE-ECDSA-AES256-SHA384', 256],
  ['TLS_CHACHA20_POLY1305_SHA256', 256],
  ['ECDHE-RSA-DES-CBC3-SHA', 112],
]
for (const [suite, bits] of suites) {
  t.test(`${suite} has a key of ${bits} bits`, async t => t.equal(cipherStrength(suite), bits))
}
