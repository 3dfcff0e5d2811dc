import type { CommandContext } from './CommandContext.js'
import type { CommandOption } from './CommandOption.js'

/** A set of descriptors as QEMU is told of it. */
export interface PassedSet {
  /** What makes the set, to be told before its path is. */
  readonly options: CommandOption[]
  /** Path QEMU opens instead of the file's own; undefined when nothing was passed. */
  readonly path: string | undefined
}

/**
 * The set of that name.
 * @param suffix what is put behind the name to tell the descriptors apart
 */
export function passedSet(
  { descriptors }: Pick<CommandContext, 'descriptors'>,
  name: string,
  suffix: (index: number) => string = () => '',
): PassedSet {
  const set = descriptors.sets.get(name)
  if (set === undefined) return { options: [], path: undefined }
  const { number, fds } = set
  const options = fds.map(
    (fd, index): CommandOption => ({ kind: 'add-fd', set: number, fd, opaque: `${name}${suffix(index)}` }),
  )
  return { options, path: `/dev/fdset/${number}` }
}
