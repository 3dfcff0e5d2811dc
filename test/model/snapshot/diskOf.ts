import type { DiskIdentity } from '../../../src/model/snapshot/matchDisks.js'

/** A domain's disk that is a file, or an empty drive when there is no path. */
export function diskOf(target: string, path: string | undefined, more: Partial<DiskIdentity> = {}): DiskIdentity {
  return { target, source: { type: 'file', path }, ...more }
}
