/** libvirt counts in an int. */
const highest = 0x7fff_ffff

/**
 * Number of a target name: `hda` is 0, `sdz` 25, `vdaa` 26; undefined when the name is of no known family. A partition
 * number behind it is left to the caller.
 */
export function diskNameIndex(name: string): number | undefined {
  const [, letters] = /^(?:fd|hd|vd|sd|xvd|ubd|nvme)([a-z]+)\d*$/.exec(name) ?? []
  if (letters === undefined) return undefined
  let index = 0
  for (const letter of letters) index = index * 26 + (letter.charCodeAt(0) - 'a'.charCodeAt(0) + 1)
  return index > highest ? undefined : index - 1
}
