import { access } from 'node:fs/promises'
import { findProgram } from '../../../host/findProgram.js'
import type { Processes } from '../../../host/Processes.js'
import { hostHasIommu } from '../../../host/hostTopology.js'
import type { CapabilityFacts } from './deviceSections.js'

/**
 * The programs and drivers beside QEMU that some devices stand on.
 * @param path folders to look for programs in, as PATH has them
 */
export async function hostTools(
  { processes }: { readonly processes: Pick<Processes, 'run'> },
  path: string,
): Promise<CapabilityFacts> {
  const [swtpmSetup, rdp, vfio] = await Promise.all([
    findProgram('swtpm_setup', path),
    findProgram('qemu-rdp', path),
    hasVfio(),
  ])
  const answer = swtpmSetup && (await processes.run(swtpmSetup, ['--tpm2', '--print-capabilities']))
  return { tpmVersions: answer ? tpmVersions(answer.output) : [], rdp: rdp !== undefined, vfio }
}

/** Versions in swtpm_setup's capabilities (swtpm_setup(8)); releases that do not list versions emulate both. */
function tpmVersions(text: string): string[] {
  const listed = ['1.2', '2.0'].filter(version => text.includes(`"tpm-${version}"`))
  return listed.length > 0 ? listed : ['1.2', '2.0']
}

async function hasVfio(): Promise<boolean> {
  const [module, iommu] = await Promise.all([
    access('/dev/vfio/vfio').then(
      () => true,
      () => false,
    ),
    hostHasIommu(),
  ])
  return module && iommu
}
