import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'
import { addressVerbs } from './addresses.js'
import { agentVerbs } from './agent.js'
import { autostartVerbs } from './autostart.js'
import { blockIoTuneVerbs } from './blockIoTune.js'
import { blockResizeVerbs } from './blockResize.js'
import { blockCopyVerbs } from './blockCopy.js'
import { blockJobVerbs } from './blockJobs.js'
import { blockThresholdVerbs } from './blockThreshold.js'
import { capabilityVerbs } from './capabilities.js'
import { consoleVerbs } from './console.js'
import { coreDumpVerbs } from './coreDump.js'
import { createVerbs } from './create.js'
import { defineVerbs } from './define.js'
import { destroyVerbs } from './destroy.js'
import { deviceVerbs } from './devices.js'
import { fdAssociateVerbs } from './fdAssociate.js'
import { graphicsVerbs } from './graphics.js'
import { guestVerbs } from './guest.js'
import { guestSleepVerbs } from './guestSleep.js'
import { guestVcpuVerbs } from './guestVcpus.js'
import { healthVerbs } from './health.js'
import { hostVerbs } from './host.js'
import { interfaceTuneVerbs } from './interfaceTune.js'
import { ioThreadVerbs } from './ioThreads.js'
import { jobVerbs } from './jobs.js'
import { launchSecurityVerbs } from './launchSecurity.js'
import { listVerbs } from './list.js'
import { lookupVerbs } from './lookup.js'
import { monitorVerbs } from './monitor.js'
import { nativeVerbs } from './native.js'
import { nodeMemoryVerbs } from './nodeMemory.js'
import { nodeSleepVerbs } from './nodeSleep.js'
import { numaVerbs } from './numa.js'
import { perfVerbs } from './perf.js'
import { pinningVerbs } from './pinning.js'
import { peekVerbs } from './peek.js'
import { powerVerbs } from './power.js'
import { queryVerbs } from './query.js'
import { saveVerbs } from './save.js'
import { sendKeyVerbs } from './sendKey.js'
import { settingVerbs } from './settings.js'
import { snapshotVerbs } from './snapshots.js'
import { statisticsVerbs } from './statistics.js'
import { tuningVerbs } from './tuning.js'
import { undefineVerbs } from './undefine.js'
import { vcpuVerbs } from './vcpus.js'
import { xmlVerbs } from './xml.js'

/** Everything the driver can do. */
export function qemuVerbs(context: QemuDriverContext): QemuVerbs {
  return {
    ...lookupVerbs(context),
    ...listVerbs(context),
    ...queryVerbs(context),
    ...xmlVerbs(),
    ...autostartVerbs(context),
    ...defineVerbs(context),
    ...createVerbs(context),
    ...destroyVerbs(context),
    ...powerVerbs(context),
    ...undefineVerbs(context),
    ...settingVerbs(context),
    ...saveVerbs(context),
    ...statisticsVerbs(context),
    ...graphicsVerbs(context),
    ...blockResizeVerbs(context),
    ...monitorVerbs(),
    ...consoleVerbs(),
    ...hostVerbs(context),
    ...capabilityVerbs(context),
    ...deviceVerbs(context),
    ...vcpuVerbs(context),
    ...tuningVerbs(context),
    ...pinningVerbs(context),
    ...ioThreadVerbs(context),
    ...blockIoTuneVerbs(context),
    ...interfaceTuneVerbs(context),
    ...numaVerbs(context),
    ...nodeMemoryVerbs(),
    ...nodeSleepVerbs(context),
    ...perfVerbs(context),
    ...agentVerbs(context),
    ...guestVerbs(context),
    ...guestVcpuVerbs(context),
    ...guestSleepVerbs(context),
    ...addressVerbs(context),
    ...sendKeyVerbs(),
    ...jobVerbs(context),
    ...coreDumpVerbs(context),
    ...peekVerbs(context),
    ...healthVerbs(context),
    ...blockThresholdVerbs(),
    ...fdAssociateVerbs(),
    ...snapshotVerbs(context),
    ...blockJobVerbs(context),
    ...blockCopyVerbs(context),
    ...launchSecurityVerbs(),
    ...nativeVerbs(context),
  }
}
