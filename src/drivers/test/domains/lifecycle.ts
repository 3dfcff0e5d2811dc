// Starting, stopping, pausing: the state machine of a pretended guest, with the events libvirt's test driver sends.
import {
  domainCreateFlags,
  domainEventResumedDetailType,
  domainEventStartedDetailType,
  domainEventStoppedDetailType,
  domainEventSuspendedDetailType,
  domainPausedReason,
  domainRunningReason,
  domainShutoffReason,
  domainState,
} from '../../../api/enums/domain.js'
import type { CallContext, Verbs } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { copyDomain } from './definitions.js'
import { shutoff, type TestDomain } from '../TestDomain.js'
import type { TestHost, TestObjects } from '../TestHost.js'

/** Answers that follow the state. */
export const stateFields = ['domainGetState', 'domainGetInfo', 'domainGetControlInfo'] as const
/** Answers that are different when it starts or stops. */
export const activityFields = [
  ...stateFields,
  'domainIsActive',
  'domainIsUpdated',
  'domainGetXmlDesc',
  'domainLookupById',
] as const
/** Answers that are different when its stored definition came, changed or went. */
export const configFields = ['domainIsPersistent', 'domainIsUpdated', 'domainGetXmlDesc', 'domainGetAutostart'] as const

/** Starts a domain by a definition, which it takes over. */
export function bootDomain(host: TestHost, dom: TestDomain, definition: Domain, paused: boolean): void {
  definition.id = host.nextId()
  dom.live = definition
  dom.status = { state: domainState.RUNNING, reason: domainRunningReason.BOOTED }
  host.tell(dom, 'STARTED', domainEventStartedDetailType.BOOTED, activityFields)
  if (paused) pause(host, dom)
}

/** Takes a domain off the list for good, with its snapshots. */
export function forgetDomain(host: TestHost, dom: TestDomain): void {
  for (const snapshot of dom.snapshots.descendantsOf(undefined)) host.change('removed', snapshot)
  host.domains.delete(dom)
  host.change('removed', dom)
}

/** Ends a run. @throws LibvirtError OPERATION_INVALID */
export function stopDomain(
  host: TestHost,
  dom: TestDomain,
  reason: keyof typeof domainShutoffReason,
  detail: keyof typeof domainEventStoppedDetailType,
): void {
  dom.running()
  dom.endRun()
  dom.live = undefined
  dom.updated = false
  dom.status = shutoff(domainShutoffReason[reason])
  host.tell(dom, 'STOPPED', domainEventStoppedDetailType[detail], activityFields)
  if (!dom.config) forgetDomain(host, dom)
}

function pause(host: TestHost, dom: TestDomain): void {
  dom.status = { state: domainState.PAUSED, reason: domainPausedReason.USER }
  host.tell(dom, 'SUSPENDED', domainEventSuspendedDetailType.PAUSED, stateFields)
}

/** Goes on with a saved run. */
export function restoreDomain(host: TestHost, dom: TestDomain, definition: Domain, paused: boolean): void {
  definition.id = host.nextId()
  dom.live = definition
  dom.status = { state: domainState.RUNNING, reason: domainRunningReason.RESTORED }
  host.tell(dom, 'STARTED', domainEventStartedDetailType.RESTORED, activityFields)
  if (paused) pause(host, dom)
}

function start(host: TestHost, dom: TestDomain, flags: number): void {
  if (dom.active) throw new LibvirtError('OPERATION_INVALID', 'domain is already running')
  const paused = (flags & domainCreateFlags.START_PAUSED) !== 0
  const saved = dom.managedSave
  if (saved) {
    dom.managedSave = undefined
    restoreDomain(host, dom, copyDomain(host, saved.definition), paused || saved.paused)
    host.change('changed', dom, ['domainHasManagedSaveImage'])
    return
  }
  bootDomain(host, dom, copyDomain(host, dom.persistent()), paused)
}

/** A guest that restarts does what its `<on_reboot>` says. */
function reboot(host: TestHost, dom: TestDomain): void {
  if (dom.running().lifecycle.onReboot !== 'restart') {
    stopDomain(host, dom, 'SHUTDOWN', 'SHUTDOWN')
    return
  }
  dom.status = { state: domainState.RUNNING, reason: domainRunningReason.BOOTED }
  host.options.feed.emit('domainRebootEvent', { dom })
  host.change('changed', dom, stateFields)
}

/** @throws LibvirtError OPERATION_INVALID */
function refuseAsleep(dom: TestDomain): void {
  if (dom.status.state !== domainState.PMSUSPENDED) return
  throw new LibvirtError('OPERATION_INVALID', 'domain is pmsuspended', { hint: 'wake it up first' })
}

function suspend(host: TestHost, dom: TestDomain): void {
  dom.running()
  if (dom.status.state !== domainState.RUNNING) {
    throw new LibvirtError('INTERNAL_ERROR', `domain '${dom.name}' not running`)
  }
  pause(host, dom)
}

function resume(host: TestHost, dom: TestDomain): void {
  dom.running()
  refuseAsleep(dom)
  if (dom.status.state !== domainState.PAUSED) {
    throw new LibvirtError('INTERNAL_ERROR', `domain '${dom.name}' not paused`)
  }
  dom.status = { state: domainState.RUNNING, reason: domainRunningReason.UNPAUSED }
  host.tell(dom, 'RESUMED', domainEventResumedDetailType.UNPAUSED, stateFields)
}

/** Files are for the first process of a container. @throws LibvirtError OPERATION_UNSUPPORTED */
export function refuseFiles({ count }: CallContext['files']): void {
  if (count === 0) return
  throw new LibvirtError('OPERATION_UNSUPPORTED', 'a pretended guest has no process that could be given files')
}

export function lifecycleVerbs(host: TestHost): Verbs<TestObjects> {
  return {
    domainCreateWithFlags: ({ dom, flags }) => {
      start(host, dom, flags)
      return { dom }
    },
    domainCreateWithFiles: ({ dom, flags }, { files }) => {
      refuseFiles(files)
      start(host, dom, flags)
      return { dom }
    },
    domainDestroyFlags: ({ dom }) => stopDomain(host, dom, 'DESTROYED', 'DESTROYED'),
    domainShutdownFlags: ({ dom }) => stopDomain(host, dom, 'SHUTDOWN', 'SHUTDOWN'),
    domainReboot: ({ dom }) => reboot(host, dom),
    domainReset: ({ dom }) => {
      dom.running()
      host.change('changed', dom, stateFields)
    },
    domainSuspend: ({ dom }) => suspend(host, dom),
    domainResume: ({ dom }) => resume(host, dom),
  }
}
