// `-machine`, `-accel` and settings of the board.
import type { Domain } from '../../../model/domain/Domain.js'
import type { QemuMachine } from '../../../model/capabilities/QemuCapabilities.js'
import { audioBackend } from './audio.js'
import { type CommandContext, has } from './CommandContext.js'
import { argument, type CommandOption, type Properties } from './CommandOption.js'
import { escapeComma, keyValue } from './keyValue.js'
import { isQ35, isX86 } from './machine.js'
import { memoryBackendId } from './memoryDevice.js'
import { hasHmat } from './numa.js'
import { pflashNodes } from './firmware.js'

/** The machine type as the emulator lists it for the guest's accelerator. */
export function machineOf(domain: Domain, { capabilities }: CommandContext): QemuMachine | undefined {
  const side = domain.type === 'kvm' ? capabilities.kvm : capabilities.tcg
  const { machine } = domain.os
  return side?.machines.find(each => each.name === machine || each.alias === machine)
}

/** Id of the object that is the machine's memory, when it is not in NUMA nodes. */
export function systemMemoryId(domain: Domain, context: CommandContext): string | undefined {
  return domain.numa.cells.length > 0 ? undefined : machineOf(domain, context)?.defaultRamId
}

function timerPresent(domain: Domain, name: string): boolean | undefined {
  return domain.clock.timers.find(timer => timer.name === name)?.present
}

function speakerAudio(domain: Domain): string | undefined {
  const speaker = domain.devices.sound.find(sound => sound.model === 'pcspk')
  return speaker && audioBackend(domain, speaker.audioId)
}

function irqchip(domain: Domain): string | undefined {
  const { ioapic } = domain.features
  return ioapic === undefined ? undefined : ioapic === 'qemu' ? 'split' : 'on'
}

function acpi(domain: Domain, context: CommandContext): boolean | undefined {
  // Of emulators that do not tell, every machine but the oldest has the switch.
  const known = machineOf(domain, context)?.acpi
  const capable = known ?? (isX86(domain) && domain.os.machine !== 'isapc')
  return capable ? domain.features.plain.has('acpi') : undefined
}

/** Memory of SGX enclaves. */
function enclaveMemory({ devices }: Domain): Properties {
  const sections = devices.memory.filter(({ model }) => model === 'sgx-epc')
  const pairs = sections.flatMap((memory, index) => [
    [`sgx-epc.${index}.node`, memory.node],
    [`sgx-epc.${index}.memdev`, memoryBackendId(memory)],
  ])
  return Object.fromEntries(pairs)
}

/** `-machine TYPE,…`. */
export function machineOption(domain: Domain, context: CommandContext): CommandOption {
  const { features, memory, memoryBacking, devices, launchSecurity } = domain
  const nvdimm = devices.memory.some(({ model }) => model === 'nvdimm')
  const properties: Properties = {
    usb: false,
    vmport: features.switches.get('vmport'),
    smm: features.smm?.state,
    i8042: features.switches.get('ps2'),
    kernel_irqchip: irqchip(domain),
    'dump-guest-core': memory.dumpCore ?? context.settings.dumpGuestCore,
    'mem-merge': memoryBacking?.noSharePages ? false : undefined,
    nvdimm: nvdimm ? true : undefined,
    ...enclaveMemory(domain),
    hmat: hasHmat(domain) ? true : undefined,
    'memory-backend': systemMemoryId(domain, context),
    graphics: domain.os.bios.useSerial ? false : undefined,
    'confidential-guest-support': launchSecurity === undefined ? undefined : 'lsec0',
    'pcspk-audiodev': speakerAudio(domain),
    ...pflashNodes(domain, context),
    hpet: has(context, 'machine-hpet') ? timerPresent(domain, 'hpet') : undefined,
    acpi: acpi(domain, context),
  }
  return argument('-machine', `${escapeComma(domain.os.machine ?? '')},${keyValue(properties)}`)
}

/** `-accel`. */
export function acceleratorOption(domain: Domain): CommandOption {
  const { features, type } = domain
  if (type === 'kvm') {
    const ring = features.kvm?.dirtyRingSize ? `,dirty-ring-size=${features.kvm.dirtyRingSize}` : ''
    return argument('-accel', `kvm${ring}`)
  }
  // QEMU counts in MiB.
  const cache = features.tcgTbCache ? `,tb-size=${features.tcgTbCache >> 10n}` : ''
  return argument('-accel', `tcg${cache}`)
}

const mib = 1n << 20n

/** Memory of system management mode on q35. */
export function tsegOptions({ features }: Domain): CommandOption[] {
  const { smm } = features
  if (!smm?.state || smm.tseg === undefined) return []
  return [argument('-global', `mch.extended-tseg-mbytes=${smm.tseg / mib}`)]
}

/** Sleep states the board offers. */
export function powerManagementOptions(domain: Domain): CommandOption[] {
  const { suspendToMemory, suspendToDisk } = domain.powerManagement
  const chip = isQ35(domain) ? 'ICH9-LPC' : 'PIIX4_PM'
  const options: CommandOption[] = []
  const state = (name: string, enabled: boolean | undefined) => {
    if (enabled !== undefined) options.push(argument('-global', `${chip}.${name}=${enabled ? 0 : 1}`))
  }
  state('disable_s3', suspendToMemory)
  state('disable_s4', suspendToDisk)
  return options
}

/** Tick policy of the interval timer. */
export function pitOptions({ clock }: Domain): CommandOption[] {
  const pit = clock.timers.find(({ name }) => name === 'pit')
  const policies: Record<string, string> = { delay: 'delay', discard: 'discard' }
  const policy = policies[pit?.tickPolicy ?? '']
  return policy === undefined ? [] : [argument('-global', `kvm-pit.lost_tick_policy=${policy}`)]
}
