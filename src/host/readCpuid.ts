// CPUID as the first CPU executes it, by the kernel's device (cpuid(4)), since JavaScript cannot.
import { open } from 'node:fs/promises'

/** A leaf and subleaf to ask for, and the registers that answer; all unsigned 32 bit. */
export interface CpuidQuestion {
  readonly leaf: number
  readonly subleaf: number
}
export interface CpuidAnswer extends CpuidQuestion {
  readonly eax: number
  readonly ebx: number
  readonly ecx: number
  readonly edx: number
}

/** Leaves from here on are AMD's; each of the two ranges tells its last leaf in EAX of its first one. */
const extended = 0x8000_0000

/**
 * Asks for leaves; those the CPU does not have are left out.
 * @returns undefined where there is no such device or we may not read it
 */
export async function readCpuid(
  questions: readonly CpuidQuestion[],
  path = '/dev/cpu/0/cpuid',
): Promise<CpuidAnswer[] | undefined> {
  const device = await open(path).catch(() => undefined)
  if (!device) return undefined
  const ask = async ({ leaf, subleaf }: CpuidQuestion): Promise<CpuidAnswer> => {
    const registers = Buffer.alloc(16)
    // EAX is the low half of the position and ECX the high one.
    await device.read(registers, 0, registers.length, subleaf * 2 ** 32 + leaf)
    const [eax = 0, ebx = 0, ecx = 0, edx = 0] = [0, 4, 8, 12].map(offset => registers.readUInt32LE(offset))
    return { leaf, subleaf, eax, ebx, ecx, edx }
  }
  try {
    const [basicLast, extendedLast] = await Promise.all([0, extended].map(leaf => ask({ leaf, subleaf: 0 })))
    const answered = ({ leaf }: CpuidQuestion) => leaf <= ((leaf < extended ? basicLast : extendedLast)?.eax ?? 0)
    return await Promise.all(questions.filter(answered).map(ask))
  } catch {
    return undefined
  } finally {
    await device.close()
  }
}
