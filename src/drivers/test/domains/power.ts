// Sleep of pretended guests: to memory, from which they wake up, or to disk, which turns them off.
import {
  domainEventPMSuspendedDetailType,
  domainEventStartedDetailType,
  domainPMSuspendedReason,
  domainRunningReason,
  domainState,
} from '../../../api/enums/domain.js'
import { nodeSuspendTarget } from '../../../api/enums/host.js'
import type { Verbs } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { TestDomain } from '../TestDomain.js'
import type { TestHost, TestObjects } from '../TestHost.js'
import { stateFields, stopDomain } from './lifecycle.js'

/** @throws LibvirtError OPERATION_INVALID when the definition forbids it */
function requireSleep(dom: TestDomain, target: number): void {
  const { suspendToMemory, suspendToDisk } = dom.running().powerManagement
  const { MEM, DISK, HYBRID } = nodeSuspendTarget
  if ((target === MEM || target === HYBRID) && suspendToMemory === false) {
    throw new LibvirtError('OPERATION_INVALID', 'S3 state is disabled for this domain')
  }
  if ((target === DISK || target === HYBRID) && suspendToDisk === false) {
    throw new LibvirtError('OPERATION_INVALID', 'S4 state is disabled for this domain')
  }
}

export function powerVerbs(host: TestHost): Verbs<TestObjects> {
  return {
    domainPmSuspendForDuration: ({ dom, target, duration }) => {
      if (duration !== 0n) throw new LibvirtError('ARGUMENT_UNSUPPORTED', 'Duration not supported. Use 0 for now')
      if (target > nodeSuspendTarget.HYBRID) throw new LibvirtError('INVALID_ARG', `Unknown suspend target: ${target}`)
      requireSleep(dom, target)
      if (dom.status.state !== domainState.RUNNING) throw new LibvirtError('OPERATION_INVALID', 'domain is not running')
      if (target === nodeSuspendTarget.DISK) {
        host.options.feed.emit('domainPmsuspendDiskEvent', { dom, reason: 0 })
        stopDomain(host, dom, 'SHUTDOWN', 'SHUTDOWN')
        return
      }
      dom.status = { state: domainState.PMSUSPENDED, reason: domainPMSuspendedReason.UNKNOWN }
      host.tell(dom, 'PMSUSPENDED', domainEventPMSuspendedDetailType.MEMORY, stateFields)
      host.options.feed.emit('domainPmsuspendEvent', { dom, reason: 0 })
    },
    domainPmWakeup: ({ dom }) => {
      dom.running()
      if (dom.status.state !== domainState.PMSUSPENDED) {
        throw new LibvirtError('OPERATION_INVALID', 'Unable to wake up domain in this state')
      }
      dom.status = { state: domainState.RUNNING, reason: domainRunningReason.WAKEUP }
      host.tell(dom, 'STARTED', domainEventStartedDetailType.WAKEUP, stateFields)
      host.options.feed.emit('domainPmwakeupEvent', { dom, reason: 0 })
    },
  }
}
