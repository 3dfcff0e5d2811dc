/** The architectures whose CPUs the x86 map describes. */
export function isX86(arch: string): boolean {
  return arch === 'x86_64' || arch === 'i686'
}
