// When the text of a stored definition may be shown without reading it: when reading and writing it again would give the same
// text, because the same program wrote it, with the same emulator and settings to read it by, and nobody has touched it since.

/** Digest of the sources that a bundled program is made of, put in by tools/bundle.mjs; not defined in loose modules. */
declare const sourceDigest: string

/** Identity of this program; undefined when it has none, and no definition is sealed. */
export const thisProgram: string | undefined = typeof sourceDigest === 'undefined' ? undefined : sourceDigest

/**
 * The conditions of a definition's seal, see `seal`; undefined when none can be given.
 * @param surroundings of the emulator that it names, see Emulators
 */
export function definitionSeal(program: string | undefined, surroundings: string | undefined): string | undefined {
  return program !== undefined && surroundings !== undefined ? `${program} ${surroundings}` : undefined
}
