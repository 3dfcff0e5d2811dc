// Rows of the event table: what drivers tell, how RPC numbers it. On the wire a callback id comes first.
import {
  domain,
  hyper,
  int,
  list,
  network,
  nodeDevice,
  optional,
  secret,
  storagePool,
  string,
  typedParameter,
  uhyper,
  uint,
} from './schema.js'
import { domainEventGraphicsAddress, domainEventGraphicsIdentity } from './calls/structs.js'
import type { Fields } from './schema.js'

/** Families of registration calls: each has its own numbering of event ids. */
export type EventClass = 'domain' | 'network' | 'storagePool' | 'nodeDevice' | 'secret' | 'qemuMonitor'

export interface EventFacts<B extends Fields> {
  readonly class: EventClass
  /** Event id within its class (vir…EventID). */
  readonly id: number
  /** Procedure number of the message for clients that register without callback ids. */
  readonly legacy?: number
  readonly body: B
}
export interface EventRow<N extends string = string, B extends Fields = Fields> extends EventFacts<B> {
  readonly name: N
  /** Procedure number of the message. */
  readonly number: number
}

const event = <const N extends string, const B extends Fields>(
  name: N,
  number: number,
  facts: EventFacts<B>,
): EventRow<N, B> => ({ ...facts, name, number })

export const domainLifecycleEvent = event('domainLifecycleEvent', 318, {
  class: 'domain',
  id: 0,
  legacy: 107,
  body: { dom: domain, event: int, detail: int },
})

export const domainRebootEvent = event('domainRebootEvent', 319, {
  class: 'domain',
  id: 1,
  legacy: 169,
  body: { dom: domain },
})

export const domainRtcChangeEvent = event('domainRtcChangeEvent', 320, {
  class: 'domain',
  id: 2,
  legacy: 170,
  body: { dom: domain, offset: hyper },
})

export const domainWatchdogEvent = event('domainWatchdogEvent', 321, {
  class: 'domain',
  id: 3,
  legacy: 171,
  body: { dom: domain, action: int },
})

export const domainIoErrorEvent = event('domainIoErrorEvent', 322, {
  class: 'domain',
  id: 4,
  legacy: 172,
  body: { dom: domain, srcPath: string, devAlias: string, action: int },
})

export const domainGraphicsEvent = event('domainGraphicsEvent', 323, {
  class: 'domain',
  id: 5,
  legacy: 173,
  body: {
    dom: domain,
    phase: int,
    local: domainEventGraphicsAddress,
    remote: domainEventGraphicsAddress,
    authScheme: string,
    subject: list(domainEventGraphicsIdentity, 20),
  },
})

export const domainIoErrorReasonEvent = event('domainIoErrorReasonEvent', 324, {
  class: 'domain',
  id: 6,
  legacy: 195,
  body: { dom: domain, srcPath: string, devAlias: string, action: int, reason: string },
})

export const domainControlErrorEvent = event('domainControlErrorEvent', 325, {
  class: 'domain',
  id: 7,
  legacy: 224,
  body: { dom: domain },
})

export const domainBlockJobEvent = event('domainBlockJobEvent', 326, {
  class: 'domain',
  id: 8,
  legacy: 241,
  body: { dom: domain, path: string, type: int, status: int },
})

export const domainDiskChangeEvent = event('domainDiskChangeEvent', 327, {
  class: 'domain',
  id: 9,
  legacy: 248,
  body: { dom: domain, oldSrcPath: optional(string), newSrcPath: optional(string), devAlias: string, reason: int },
})

export const domainTrayChangeEvent = event('domainTrayChangeEvent', 328, {
  class: 'domain',
  id: 10,
  legacy: 268,
  body: { dom: domain, devAlias: string, reason: int },
})

export const domainPmwakeupEvent = event('domainPmwakeupEvent', 329, {
  class: 'domain',
  id: 11,
  legacy: 269,
  body: { reason: int, dom: domain },
})

export const domainPmsuspendEvent = event('domainPmsuspendEvent', 330, {
  class: 'domain',
  id: 12,
  legacy: 270,
  body: { reason: int, dom: domain },
})

export const domainBalloonChangeEvent = event('domainBalloonChangeEvent', 331, {
  class: 'domain',
  id: 13,
  legacy: 276,
  body: { dom: domain, actual: uhyper },
})

export const domainPmsuspendDiskEvent = event('domainPmsuspendDiskEvent', 332, {
  class: 'domain',
  id: 14,
  legacy: 292,
  body: { reason: int, dom: domain },
})

export const domainDeviceRemovedEvent = event('domainDeviceRemovedEvent', 333, {
  class: 'domain',
  id: 15,
  legacy: 311,
  body: { dom: domain, devAlias: string },
})

export const domainBlockJob2Event = event('domainBlockJob2Event', 339, {
  class: 'domain',
  id: 16,
  body: { dom: domain, dst: string, type: int, status: int },
})

export const domainTunableEvent = event('domainTunableEvent', 346, {
  class: 'domain',
  id: 17,
  body: { dom: domain, params: list(typedParameter, 2048) },
})

export const domainAgentLifecycleEvent = event('domainAgentLifecycleEvent', 348, {
  class: 'domain',
  id: 18,
  body: { dom: domain, state: int, reason: int },
})

export const domainDeviceAddedEvent = event('domainDeviceAddedEvent', 354, {
  class: 'domain',
  id: 19,
  body: { dom: domain, devAlias: string },
})

export const domainMigrationIterationEvent = event('domainMigrationIterationEvent', 359, {
  class: 'domain',
  id: 20,
  body: { dom: domain, iteration: int },
})

export const domainJobCompletedEvent = event('domainJobCompletedEvent', 363, {
  class: 'domain',
  id: 21,
  body: { dom: domain, params: list(typedParameter, 64) },
})

export const domainDeviceRemovalFailedEvent = event('domainDeviceRemovalFailedEvent', 367, {
  class: 'domain',
  id: 22,
  body: { dom: domain, devAlias: string },
})

export const domainMetadataChangeEvent = event('domainMetadataChangeEvent', 379, {
  class: 'domain',
  id: 23,
  body: { dom: domain, type: int, nsuri: optional(string) },
})

export const domainBlockThresholdEvent = event('domainBlockThresholdEvent', 385, {
  class: 'domain',
  id: 24,
  body: { dom: domain, dev: string, path: optional(string), threshold: uhyper, excess: uhyper },
})

export const domainMemoryFailureEvent = event('domainMemoryFailureEvent', 423, {
  class: 'domain',
  id: 25,
  body: { dom: domain, recipient: int, action: int, flags: uint },
})

export const domainMemoryDeviceSizeChangeEvent = event('domainMemoryDeviceSizeChangeEvent', 438, {
  class: 'domain',
  id: 26,
  body: { dom: domain, alias: string, size: uhyper },
})

export const domainNicMacChangeEvent = event('domainNicMacChangeEvent', 453, {
  class: 'domain',
  id: 27,
  body: { dom: domain, alias: string, oldMAC: string, newMAC: string },
})

export const networkLifecycleEvent = event('networkLifecycleEvent', 315, {
  class: 'network',
  id: 0,
  body: { net: network, event: int, detail: int },
})

export const networkMetadataChangeEvent = event('networkMetadataChangeEvent', 446, {
  class: 'network',
  id: 1,
  body: { net: network, type: int, nsuri: optional(string) },
})

export const storagePoolLifecycleEvent = event('storagePoolLifecycleEvent', 370, {
  class: 'storagePool',
  id: 0,
  body: { pool: storagePool, event: int, detail: int },
})

export const storagePoolRefreshEvent = event('storagePoolRefreshEvent', 373, {
  class: 'storagePool',
  id: 1,
  body: { pool: storagePool },
})

export const nodeDeviceLifecycleEvent = event('nodeDeviceLifecycleEvent', 376, {
  class: 'nodeDevice',
  id: 0,
  body: { dev: nodeDevice, event: int, detail: int },
})

export const nodeDeviceUpdateEvent = event('nodeDeviceUpdateEvent', 377, {
  class: 'nodeDevice',
  id: 1,
  body: { dev: nodeDevice },
})

export const secretLifecycleEvent = event('secretLifecycleEvent', 382, {
  class: 'secret',
  id: 0,
  body: { secret, event: int, detail: int },
})

export const secretValueChangedEvent = event('secretValueChangedEvent', 383, {
  class: 'secret',
  id: 1,
  body: { secret },
})

/** A message of the emulator's own, for whoever watches its monitor; travels in the qemu program. */
export const qemuMonitorEvent = event('qemuMonitorEvent', 6, {
  class: 'qemuMonitor',
  id: 0,
  body: { dom: domain, event: string, seconds: hyper, micros: uint, details: optional(string) },
})
