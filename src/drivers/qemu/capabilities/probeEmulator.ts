import type { QemuCapabilities } from '../../../model/capabilities/QemuCapabilities.js'
import { type ProbedBinary, probeCapabilities } from './probeCapabilities.js'
import { type Probe, type ProbeHost, startProbe } from './startProbe.js'

/**
 * Finds out what an emulator can do by running it: once with KVM where it can be had, and once without. The second QEMU starts
 * along with the first, since hardly any host is without KVM and waiting would cost more than a process too many.
 * @throws LibvirtError INTERNAL_ERROR when it does not start or answers nonsense
 */
export async function probeEmulator(
  binary: ProbedBinary,
  kvmUsable: boolean,
  host: ProbeHost,
): Promise<QemuCapabilities> {
  const started: Promise<Probe>[] = []
  const start = (accelerators: string) => {
    const probe = startProbe(binary.emulator, accelerators, host)
    started.push(probe)
    return probe
  }
  const [main, second] = kvmUsable ? [start('kvm:tcg'), start('tcg')] : [start('tcg'), undefined]
  // A failure is reported by whoever waits for the probe; until then it must not count as unhandled.
  second?.catch(() => {})
  try {
    const tcg = async () => (await (second ?? start('tcg'))).qmp
    return await probeCapabilities(binary, { main: (await main).qmp, tcg })
  } finally {
    const probes = await Promise.allSettled(started)
    await Promise.all(
      probes.map(async probe => {
        if (probe.status === 'fulfilled') await probe.value[Symbol.asyncDispose]()
      }),
    )
  }
}
