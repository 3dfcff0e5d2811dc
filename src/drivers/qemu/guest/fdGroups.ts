// Images that clients have opened: descriptors that a client gives a name, by which `<source fdgroup='…'>` asks for them.
import { closeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { imageChain } from '../../../model/domain/devices/imageChain.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { storageNode } from '../command/storageNodes.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { DescriptorTable } from './DescriptorTable.js'

/** Groups of one domain: each costs descriptors of the daemon. */
const mostGroups = 128

/** Closed when nobody needs it any more: a number that is closed too early is soon another file's. */
export class FdGroup {
  #users = 1

  constructor(
    readonly fds: readonly number[],
    /** At least one of them may be written through. */
    readonly writable: boolean,
  ) {}

  hold(): void {
    this.#users++
  }

  release(): void {
    if (--this.#users > 0) return
    for (const fd of this.fds) closeSync(fd)
  }
}

/**
 * Keeps descriptors for the next starts of a domain, until the client that gave them leaves.
 * @param fds taken over
 * @throws LibvirtError OPERATION_FAILED for too many
 */
export async function associate(
  domain: QemuDomain,
  name: string,
  fds: readonly number[],
  signal: AbortSignal,
): Promise<void> {
  const group = new FdGroup(fds, (await Promise.all(fds.map(isWritable))).some(Boolean))
  const groups = (domain.fdGroups ??= new Map())
  const former = groups.get(name)
  if (!former && groups.size >= mostGroups) {
    group.release()
    throw new LibvirtError('OPERATION_FAILED', `the domain has ${mostGroups} file descriptor groups already`)
  }
  former?.release()
  groups.set(name, group)
  const leave = () => {
    if (groups.get(name) !== group) return
    groups.delete(name)
    group.release()
  }
  if (signal.aborted) leave()
  else signal.addEventListener('abort', leave, { once: true })
}

/** Whether something can be written through a descriptor, as proc(5) tells of it. */
async function isWritable(fd: number): Promise<boolean> {
  const info = await readFile(`/proc/self/fdinfo/${fd}`, 'utf8')
  const flags = Number.parseInt(/^flags:\s*([0-7]+)/m.exec(info)?.[1] ?? '0', 8)
  return (flags & 3) !== 0
}

/** Puts what a guest's images ask for into the table. @throws LibvirtError INVALID_ARG for a group that nobody has given */
export function lendGroups(domain: QemuDomain, definition: Domain, table: DescriptorTable): void {
  for (const { source } of definition.devices.disk) {
    for (const image of imageChain(source)) {
      if (image.type !== 'file' || image.fdgroup === undefined) continue
      const group = domain.fdGroups?.get(image.fdgroup)
      if (!group) {
        const text = `file descriptor group '${image.fdgroup}' was not associated with the domain`
        throw new LibvirtError('INVALID_ARG', text, { hint: 'The client that starts the guest has to pass it first' })
      }
      table.lendSet(storageNode(image), group)
    }
  }
}
