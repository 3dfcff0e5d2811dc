// The control groups of a guest: the whole is its scope, which belongs to systemd; below it lie `libvirt`, with all of QEMU in it,
// and a group of threads for the emulator, each vCPU and each I/O thread, as libvirt lays them out.
import { ControlGroup, groupPathOf } from '../../../host/ControlGroup.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'

export type Controller = 'cpu' | 'cpuset' | 'io' | 'memory'

/** A kind of threads; the emulator's are all that are nothing else. */
export type ThreadKind = 'emulator' | 'vcpu' | 'iothread'

export class GuestGroups {
  constructor(
    /** The scope's name. */
    readonly unit: string,
    readonly whole: ControlGroup,
    private readonly controllers: ReadonlySet<string>,
  ) {}

  has(controller: Controller): boolean {
    return this.controllers.has(controller)
  }

  /** Those that groups of threads can have (the threaded ones). */
  get threaded(): Controller[] {
    return (['cpu', 'cpuset'] as const).filter(name => this.has(name))
  }

  /** Those that are handed on to all of QEMU. */
  get shared(): Controller[] {
    return (['cpu', 'cpuset', 'io', 'memory'] as const).filter(name => this.has(name))
  }

  get process(): ControlGroup {
    return this.whole.child('libvirt')
  }

  of(kind: ThreadKind, id = 0): ControlGroup {
    return this.process.child(kind === 'emulator' ? kind : `${kind}${id}`)
  }
}

/** What decides about a guest's groups. */
export type GroupContext = Pick<QemuDriverContext, 'privileged' | 'groupRoot'> & {
  readonly settings: Pick<QemuDriverContext['settings'], 'controllers'>
}

/** The groups of a guest's QEMU; undefined for one that has no scope of its own, or on a host without control groups 2. */
export async function guestGroups(
  { privileged, groupRoot, settings }: GroupContext,
  pid: number,
): Promise<GuestGroups | undefined> {
  // libvirt leaves the groups of one user's guests alone.
  if (!privileged || !groupRoot) return undefined
  const [, path, unit] = /^(.*\/(machine-[^/]*\.scope))(?:\/|$)/.exec((await groupPathOf(pid)) ?? '') ?? []
  if (path === undefined || unit === undefined) return undefined
  const whole = new ControlGroup(groupRoot.path + path)
  const there = [...(await whole.controllers())]
  return new GuestGroups(unit, whole, new Set(there.filter(name => settings.controllers?.includes(name) ?? true)))
}
