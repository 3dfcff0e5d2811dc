// Answers to CONNECT_SUPPORTS_FEATURE (rpc.md section 3, "Feature numbers").
import type { DriverKey } from '../api/call.js'

/** What the daemon itself can do, whatever the driver. */
const ofDaemon: ReadonlySet<number> = new Set([
  8, // descriptors in messages
  10, // keepalive
  14, // events with callback ids
  15, // close callback
])
/** Answered the same by every driver: string typed parameters, argument order of networkUpdate. */
const ofEveryDriver: ReadonlySet<number> = new Set([9, 16])
/** Migration protocols are offered once the driver has their calls. */
const ofDriver: { readonly [K in DriverKey]?: ReadonlySet<number> } = {
  // 11: XML_MIGRATABLE
  qemu: new Set([11]),
}

/** The keepalive feature: it works before a connection is open and starts the server's own pings. */
export const keepaliveFeature = 10

export function supportsFeature(feature: number, driver: DriverKey): boolean {
  return ofDaemon.has(feature) || ofEveryDriver.has(feature) || (ofDriver[driver]?.has(feature) ?? false)
}
