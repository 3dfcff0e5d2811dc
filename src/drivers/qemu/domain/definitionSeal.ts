// When the text of a stored definition may be shown without reading it: when reading and writing it again would give the same
// text, because the same program wrote it, with the same emulator and settings to read it by, and nobody has touched it since.
import { createHash } from 'node:crypto'
import type { DomainContext, QemuContext } from '../../../model/domain/DomainContext.js'

/** Digest of the sources that a bundled program is made of, put in by tools/bundle.mjs; not defined in loose modules. */
declare const sourceDigest: string

/** Identity of this program; undefined when it has none, and no definition is sealed. */
export const thisProgram: string | undefined = typeof sourceDigest === 'undefined' ? undefined : sourceDigest

const ofContexts = new WeakMap<QemuContext, string>()

/**
 * The conditions of a definition's seal, see `seal`; undefined when none can be given.
 * @param reading what the definition was or is to be read by
 * @param emulator that the definition names
 */
export function definitionSeal(
  program: string | undefined,
  { qemu, hostArch, securityModel }: DomainContext,
  emulator: string | undefined,
): string | undefined {
  if (program === undefined || !qemu || emulator === undefined) return undefined
  const capabilities = qemu.capabilities(emulator)
  if (!capabilities) return undefined
  let settings = ofContexts.get(qemu)
  if (settings === undefined) {
    settings = createHash('sha256').update(JSON.stringify(qemu, plainly)).digest('base64url')
    ofContexts.set(qemu, settings)
  }
  const { version, package: build, origin } = capabilities
  return JSON.stringify([program, hostArch, securityModel, settings, emulator, version, build, origin])
}

/** Sets and maps as lists; functions are left out by JSON itself. */
const plainly = (_: string, value: unknown): unknown =>
  value instanceof Set || value instanceof Map ? [...value] : value
