import { confOperations } from './conf.js'
import { domainOperations } from './domain.js'
import { domainArgvOperations } from './domainArgv.js'
import { secretOperations } from './secret.js'
import { interfaceOperations } from './interface.js'
import { cpuOperations } from './cpu.js'
import { domaincapsOperations } from './domaincaps.js'
import { hotplugOperations } from './hotplug.js'
import { monitorOperations } from './monitor.js'
import { qemucapsOperations } from './qemucaps.js'
import { networkOperations } from './network.js'
import { storageOperations } from './storage.js'
import { nodedevOperations } from './nodedev.js'
import { nwfilterOperations } from './nwfilter.js'
import { snapshotOperations } from './snapshot.js'
import { checkpointOperations } from './checkpoint.js'
import { backupOperations } from './backup.js'
import type { Operation } from './Operation.js'

import { virshOperations } from './virsh.js'

/** Every operation the adapter answers; what is missing is answered `unsupported`. */
export const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ...virshOperations,
  ...backupOperations,
  ...checkpointOperations,
  ...snapshotOperations,
  ...nwfilterOperations,
  ...nodedevOperations,
  ...storageOperations,
  ...networkOperations,
  ...interfaceOperations,
  ...secretOperations,
  ...confOperations,
  ...domainOperations,
  ...domainArgvOperations,
  ...cpuOperations,
  ...qemucapsOperations,
  ...monitorOperations,
  ...hotplugOperations,
  ...domaincapsOperations,
])
