import type { QemuCapabilities } from '../../../capabilities/QemuCapabilities.js'
import type { Domain } from '../../Domain.js'
import { switchFeatures } from '../../features/Features.js'
import { isQ35, isX86 } from '../../machineKind.js'
import { refuse } from '../refuse.js'

/** Features of other architectures and hypervisors, which QEMU on x86 ignores or refuses. */
const foreign: readonly (typeof switchFeatures)[number][] = ['htm', 'nested-hv', 'ccf-assist', 'ras']

/** What `<features>` may ask of QEMU (qemuValidateDomainDefFeatures). */
export function validateQemuFeatures(domain: Domain, { flags }: QemuCapabilities): void {
  const { features, os } = domain
  const where = `for architecture '${os.arch}' or machine type '${os.machine}'`
  const notHere = (present: boolean, name: string) => refuse(present, `The '${name}' feature is not supported ${where}`)
  notHere(features.ioapic !== undefined && !isX86(domain), 'ioapic')
  notHere(features.hpt !== undefined, 'hpt')
  notHere(features.gic !== undefined, 'gic')
  notHere(features.cfpc !== undefined, 'cfpc')
  notHere(features.sbbc !== undefined, 'sbbc')
  notHere(features.ibs !== undefined, 'ibs')
  notHere(features.aia !== undefined, 'aia')
  notHere(features.asyncTeardown !== undefined, 'async-teardown')
  for (const name of foreign) notHere(features.switches.has(name), name)
  notHere(features.smm !== undefined && !isX86(domain), 'smm')
  validateTseg(domain, flags)
  refuse(
    features.switches.get('vmport') !== undefined && !flags.has('machine-vmport-opt'),
    'vmport is not available with this QEMU binary',
  )
  refuse(
    features.switches.get('vmport') === true && features.switches.get('ps2') === false,
    'vmport feature requires the ps2 feature not to be disabled',
  )
  notHere(features.switches.has('ps2') && !isX86(domain), 'ps2')
  refuse(
    features.switches.has('ps2') && !flags.has('machine-i8042-opt'),
    'ps2 feature state cannot be controlled with this QEMU binary',
  )
  refuse(
    features.switches.get('vmcoreinfo') === true && !flags.has('vmcoreinfo'),
    'vmcoreinfo is not available with this QEMU binary',
  )
  validateTcg(domain)
}

const megabyte = 1n << 20n

function validateTseg(domain: Domain, flags: ReadonlySet<string>): void {
  const { smm } = domain.features
  if (!smm?.state || smm.tseg === undefined) return
  refuse(!isQ35(domain), 'SMM TSEG is only supported with q35 machine type')
  refuse(!flags.has('mch.extended-tseg-mbytes'), 'Setting TSEG size is not supported with this QEMU binary')
  refuse(smm.tseg % megabyte !== 0n, 'SMM TSEG size must be divisible by 1 MiB')
}

function validateTcg({ type, features }: Domain): void {
  const { tcgTbCache } = features
  if (tcgTbCache === undefined) return
  refuse(type !== 'qemu', `TCG features are incompatible with domain type '${type}'`)
  refuse(tcgTbCache % 1024n !== 0n, 'tb-cache size must be an integer multiple of MiB')
}
