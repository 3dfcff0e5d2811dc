import type { TypedParameter } from '../../../api/schema.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'

/** How much of a group is wanted. */
export interface GroupOptions {
  /** Images behind a disk's image count as well. */
  readonly backing: boolean
}

/** Figures of one kind about a domain, under libvirt's names. */
export type Group = (
  dom: QemuDomain,
  context: QemuDriverContext,
  options: GroupOptions,
) => TypedParameter[] | Promise<TypedParameter[]>
