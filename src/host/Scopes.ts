// systemd's view of what we run: a scope per guest, so that the host takes things down in order and limits are its properties.

/** A guest as systemd is told of it. */
export interface ScopeRequest {
  /** Machine name: `qemu-3-web`. At most 64 characters of a-z, A-Z, 0-9, `-` and `.`. */
  readonly name: string
  /** Canonical text form. */
  readonly uuid: string
  /** Leader; all its threads and later children are inside. */
  readonly pid: number
  /** Programs that serve the guest alone, and end with it. */
  readonly companions: readonly number[]
  /** Folder that the machine's files are below, for machined's listing. */
  readonly rootFolder?: string
  /** Kernel indexes of the guest's network links. */
  readonly links: readonly number[]
  /** Units that must be up for the guest to work; the guest is taken down before them. */
  readonly after: readonly string[]
  /** Units that may only be taken down after the guest. */
  readonly before: readonly string[]
  /** Paths whose mounts must stay as long as the guest runs. */
  readonly mounts: readonly string[]
  /** Unit of resource control that the guest counts to, e.g. `machine.slice`. */
  readonly slice: string
  /** Most processes and threads; as many as systemd lets everybody have when left out. */
  readonly mostTasks?: number
}

/** A property of a unit that can be set while it is there (org.freedesktop.systemd1(5)); device limits as path and value. */
export type UnitProperty =
  | { readonly name: string; readonly type: 't'; readonly value: bigint }
  | { readonly name: string; readonly type: 's'; readonly value: string }
  | {
      readonly name: string
      readonly type: 'a(st)'
      readonly value: readonly (readonly [path: string, limit: bigint])[]
    }

export interface Scopes {
  /** Puts a running process into a scope of its own. @returns the unit's name, undefined where there is no service manager */
  register(request: ScopeRequest): Promise<string | undefined>
  /** Changes what a unit is limited to, until it ends. Resolves when the kernel knows. @throws LibvirtError DBUS_SERVICE when it is refused */
  set(unit: string, properties: readonly UnitProperty[]): Promise<void>
  /** Forgets a guest that has ended; one that is not known is fine. */
  forget(name: string): Promise<void>
}

/** For a host without a service manager, such as a plain container: guests run bare. */
export const bareScopes: Scopes = {
  register: async () => undefined,
  set: async () => {},
  forget: async () => {},
}

/** Longest name that machined takes. */
const longestName = 64

/** libvirt's machine name of a guest: `qemu-ID-NAME`, less what a host name may not hold. */
export function machineName(driver: string, id: number, name: string): string {
  const kept = name
    .replace(/[^A-Za-z0-9.-]/g, '')
    .replace(/^[-.]+/, '')
    .replace(/\.{2,}/g, '.')
    .replace(/-+(?=\.)|(?<=\.)-+/g, '')
  return `${driver}-${id}-${kept}`.slice(0, longestName).replace(/[-.]+$/, '')
}
