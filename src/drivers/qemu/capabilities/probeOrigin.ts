// What a probe's result depends on besides the emulator's path. When any of it changes, the result is thrown away.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Files } from '../../../host/Files.js'
import type { FileIdentity } from '../../../host/identifyFile.js'
import type { QemuProbeOrigin } from '../../../model/capabilities/QemuCapabilities.js'

/** Raise it when the rules by which answers become capabilities change. */
const rulesVersion = 1

/** Where distributions put QEMU's loadable modules. */
const moduleFolders = [
  '/usr/lib/x86_64-linux-gnu/qemu',
  '/usr/lib/aarch64-linux-gnu/qemu',
  '/usr/lib64/qemu',
  '/usr/lib/qemu',
]

export interface OriginHost {
  readonly files: Pick<Files, 'read'>
  identify(path: string): Promise<FileIdentity | undefined>
  /** Release and version of the kernel (`uname -rv`). */
  readonly kernel: string
  /** Whether guests can have KVM. */
  kvmUsable(): Promise<boolean>
}

/** The origin of a probe done now, and what it means for the probe. */
export interface CurrentOrigin {
  readonly origin: QemuProbeOrigin
  readonly kvmUsable: boolean
  readonly kvmSupportsNesting: boolean
}

/**
 * Looks at the emulator and the host.
 * @throws LibvirtError SYSTEM_ERROR when there is no such emulator
 */
export async function currentOrigin(emulator: string, host: OriginHost): Promise<CurrentOrigin> {
  const [binary, kvm, nesting, cpu, modules] = await Promise.all([
    host.identify(emulator),
    host.kvmUsable(),
    kvmNesting(host),
    cpuFacts(host),
    Promise.all(moduleFolders.map(folder => host.identify(folder))),
  ])
  if (!binary) {
    throw new LibvirtError('SYSTEM_ERROR', `Cannot check QEMU binary ${emulator}: No such file or directory`, {
      errno: 2,
    })
  }
  const moduleTimes = modules.flatMap(folder => (folder ? seconds(folder.mtimeNs) : []))
  const { size, mtimeNs, ctimeNs, device, inode } = binary
  return {
    kvmUsable: kvm,
    kvmSupportsNesting: nesting,
    origin: {
      qemuCtime: seconds(ctimeNs),
      ...(moduleTimes.length > 0 && { moduleDirMtime: Math.max(...moduleTimes) }),
      selfCtime: 0,
      selfVersion: rulesVersion,
      ...cpu,
      kernelVersion: host.kernel,
      fingerprint: [size, mtimeNs, ctimeNs, device, inode, kvm ? 'kvm' : 'tcg', nesting ? 'nesting' : 'flat'].join(':'),
    },
  }
}

const seconds = (nanoseconds: bigint): number => Number(nanoseconds / 1_000_000_000n)

async function kvmNesting({ files }: Pick<OriginHost, 'files'>): Promise<boolean> {
  const settings = await Promise.all(
    ['kvm_intel', 'kvm_amd'].map(module => files.read(`/sys/module/${module}/parameters/nested`)),
  )
  return settings.some(setting => setting !== undefined && /^[Y1]/.test(setting))
}

/** Microcode and model of the first CPU, as /proc/cpuinfo tells of an x86. */
async function cpuFacts({
  files,
}: Pick<OriginHost, 'files'>): Promise<Pick<QemuProbeOrigin, 'microcodeVersion' | 'hostCpuSignature'>> {
  const [first = ''] = ((await files.read('/proc/cpuinfo')) ?? '').split('\n\n')
  const facts = new Map(
    first.split('\n').map((line): [string, string] => {
      const [name = '', value = ''] = line.split(':')
      return [name.trim(), value.trim()]
    }),
  )
  const microcode = Number(facts.get('microcode') ?? 0)
  const [vendor, name, family, model, stepping] = ['vendor_id', 'model name', 'cpu family', 'model', 'stepping'].map(
    key => facts.get(key),
  )
  return {
    microcodeVersion: Number.isInteger(microcode) ? microcode : 0,
    ...(vendor !== undefined && {
      hostCpuSignature: `${vendor}, ${name}, family: ${family}, model: ${model}, stepping: ${stepping}`,
    }),
  }
}
