// Owns the structured form of everything a guest's QEMU is told: start-up formats it as arguments, hotplug sends the same
// objects over the monitor.

export type PropertyValue = string | number | bigint | boolean | null | PropertyValue[] | Properties
/** Named values in the order QEMU is told them; undefined ones are left out. */
export type Properties = { [name: string]: PropertyValue | undefined }

/** Properties of `-device` and device_add; the first is `driver`. */
export type DeviceProperties = Properties & { driver: string }
/** Properties of `-object` and object-add. */
export type ObjectProperties = Properties & { 'qom-type': string; id: string }
/** Properties of `-blockdev` and blockdev-add. */
export type BlockdevProperties = Properties & { driver: string; 'node-name': string }
/** Properties of `-netdev` and netdev_add. */
export type NetdevProperties = Properties & { type: string; id: string }
/** Arguments of `-chardev`; `backend` is the first, unnamed one. */
export type ChardevProperties = { backend: string; id: string; arguments: Properties }

/** One thing to tell QEMU. */
export type CommandOption =
  | { kind: 'device'; properties: DeviceProperties }
  | { kind: 'object'; properties: ObjectProperties }
  | { kind: 'blockdev'; properties: BlockdevProperties }
  | { kind: 'netdev'; properties: NetdevProperties }
  | { kind: 'audiodev'; properties: Properties }
  | { kind: 'chardev'; properties: ChardevProperties }
  /** A descriptor QEMU inherits, as a member of a set it opens by the path `/dev/fdset/N`. */
  | { kind: 'add-fd'; set: number; fd: number; opaque: string }
  /** What only the command line knows. */
  | { kind: 'argument'; tokens: string[] }

export const device = (properties: DeviceProperties): CommandOption => ({ kind: 'device', properties })
export const object = (properties: ObjectProperties): CommandOption => ({ kind: 'object', properties })
export const argument = (...tokens: string[]): CommandOption => ({ kind: 'argument', tokens })
