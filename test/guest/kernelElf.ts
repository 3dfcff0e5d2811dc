import { decompress } from './decompress.js'

const ELF = Buffer.from('\u007fELF', 'latin1')

/**
 * The kernel inside a bzImage, which QEMU starts by its PVH note. Where guests are emulated that saves the three seconds in which
 * the image would unpack itself. Undefined when the image holds none that we can read.
 * Layout: Documentation/arch/x86/boot.rst, setup_sects at 0x1f1, payload_offset and payload_length at 0x248, since protocol 2.08.
 */
export function kernelElf(image: Buffer): Buffer | undefined {
  const isBzImage = image.toString('latin1', 0x202, 0x206) === 'HdrS' && image.readUInt16LE(0x206) >= 0x208
  if (!isBzImage) return undefined
  const protectedMode = ((image.readUInt8(0x1f1) || 4) + 1) * 512
  const start = protectedMode + image.readUInt32LE(0x248)
  const payload = decompress(image.subarray(start, start + image.readUInt32LE(0x24c)))
  return payload.subarray(0, ELF.length).equals(ELF) ? payload : undefined
}
