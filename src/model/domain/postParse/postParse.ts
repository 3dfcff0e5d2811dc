// Fills in what a document leaves open. The lists below are the order of events; every step has a file of its name.
// A step may rely on everything above it. The order is libvirt's where the result depends on it (virDomainDefPostParse).
import { assignAddresses } from '../addresses/assignAddresses.js'
import type { Domain } from '../Domain.js'
import type { DomainContext } from '../DomainContext.js'
import type { ParseOptions } from '../options.js'
import { addDefaultAudio } from './addDefaultAudio.js'
import { addDefaultControllers } from './addDefaultControllers.js'
import { addDefaultDevices } from './addDefaultDevices.js'
import { addDefaultInputs } from './addDefaultInputs.js'
import { addHostdevControllers, addImplicitControllers } from './addImplicitControllers.js'
import { addImplicitVideo } from './addImplicitVideo.js'
import { assignControllerIndexes } from './assignControllerIndexes.js'
import { assignDiskAddresses } from './assignDiskAddresses.js'
import { assignHostdevAddresses } from './assignHostdevAddresses.js'
import { checkClockTimers } from './checkClockTimers.js'
import { checkVcpuOrder } from './checkVcpuOrder.js'
import { collectBootOrder } from './collectBootOrder.js'
import { completeDevices } from './completeDevices.js'
import { completeMemorySizes } from './completeMemorySizes.js'
import { completeOs } from './completeOs.js'
import { completeQemuDevices } from './completeQemuDevices.js'
import { completeVcpuList } from './completeVcpuList.js'
import { defaultArchitecture } from './defaultArchitecture.js'
import { defaultCpu } from './defaultCpu.js'
import { defaultEmulator } from './defaultEmulator.js'
import { defaultMachine } from './defaultMachine.js'
import { fillNumaCells } from './fillNumaCells.js'
import { forgetOwnSockets } from './forgetOwnSockets.js'
import { mirrorConsole } from './mirrorConsole.js'
import { placeAutomatically } from './placeAutomatically.js'
import type { PostParseEnvironment, PostParseStep, QemuEnvironment, QemuPostParseStep } from './PostParseStep.js'
import { refuseBootloader } from './refuseBootloader.js'
import { refuseDuplicates } from './refuseDuplicates.js'
import { remapInterrupts } from './remapInterrupts.js'
import { selectFirmware } from './selectFirmware.js'

/** Steps in order; those of QEMU are left out when no QEMU driver is there. */
const steps: readonly (PostParseStep | { qemu: QemuPostParseStep })[] = [
  completeMemorySizes,
  placeAutomatically,
  completeOs,
  addHostdevControllers,
  assignControllerIndexes,
  { qemu: refuseBootloader },
  { qemu: defaultMachine },
  { qemu: selectFirmware },
  { qemu: addDefaultControllers },
  { qemu: addDefaultDevices },
  { qemu: addDefaultInputs },
  { qemu: addDefaultAudio },
  { qemu: forgetOwnSockets },
  { qemu: remapInterrupts },
  { qemu: checkVcpuOrder },
  { qemu: defaultCpu },
  { qemu: fillNumaCells },
  mirrorConsole,
  addImplicitVideo,
  completeDevices,
  assignDiskAddresses,
  assignHostdevAddresses,
  addImplicitControllers,
  { qemu: completeQemuDevices },
  completeByDriver,
  refuseDuplicates,
  checkClockTimers,
  collectBootOrder,
  completeVcpuList,
  { qemu: assignAddresses },
]

function completeByDriver(domain: Domain, { context }: PostParseEnvironment): void {
  context.complete?.(domain)
}

/** Fills in defaults and addresses. @throws LibvirtError for what cannot be made whole */
export function postParse(domain: Domain, context: DomainContext, options: ParseOptions): void {
  const environment: PostParseEnvironment = { context, options }
  defaultArchitecture(domain, environment)
  if (context.qemu) defaultEmulator(domain, context.qemu)
  const qemu = environmentOfQemu(domain, context)
  for (const step of steps) {
    if (typeof step === 'function') step(domain, environment)
    else if (qemu) step.qemu(domain, qemu, environment)
  }
}

function environmentOfQemu(domain: Domain, { qemu }: DomainContext): QemuEnvironment | undefined {
  if (!qemu) return undefined
  const capabilities = domain.emulator === undefined ? undefined : qemu.capabilities(domain.emulator)
  return { ...qemu, capabilitiesOfEmulator: capabilities }
}
