// What happens when the guest powers off, reboots, crashes or loses its disk lock, and which sleep states it is offered.
import { LibvirtError } from '../../api/LibvirtError.js'
import { childText, formatYesNo, oneOf, refuseAt, yesNo } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

/** By virDomainLifecycleAction. */
export const lifecycleActions = [
  'destroy',
  'restart',
  'rename-restart',
  'preserve',
  'coredump-destroy',
  'coredump-restart',
] as const
export type LifecycleAction = (typeof lifecycleActions)[number]
const lockActions = ['poweroff', 'restart', 'pause', 'ignore'] as const

export interface Lifecycle {
  onPoweroff: LifecycleAction
  onReboot: LifecycleAction
  onCrash: LifecycleAction
  onLockFailure: (typeof lockActions)[number] | undefined
}

export interface PowerManagement {
  suspendToMemory: boolean | undefined
  suspendToDisk: boolean | undefined
}

export function parseLifecycle(root: XmlElement): Lifecycle {
  return {
    onPoweroff: action(root, 'on_poweroff', lifecycleActions) ?? 'destroy',
    onReboot: action(root, 'on_reboot', lifecycleActions) ?? 'restart',
    onCrash: action(root, 'on_crash', lifecycleActions) ?? 'destroy',
    onLockFailure: action(root, 'on_lockfailure', ['default', ...lockActions], ['default']),
  }
}

function action<const T extends string, const Nothing extends T = never>(
  root: XmlElement,
  name: string,
  values: readonly T[],
  nothing: readonly Nothing[] = [],
): Exclude<T, Nothing> | undefined {
  const text = childText(root, name)
  if (text === undefined) return undefined
  const value = oneOf(text, values)
  if (value === undefined) throw refuseAt(root, `unknown ${name} action: ${text}`, 'CONFIG_UNSUPPORTED')
  const means = (candidate: T): candidate is Exclude<T, Nothing> => !nothing.some(one => one === candidate)
  return means(value) ? value : undefined
}

/** @throws LibvirtError CONFIG_UNSUPPORTED for actions QEMU guests cannot take */
export function validateQemuLifecycle({ onPoweroff, onReboot, onCrash }: Lifecycle): void {
  const named = { on_poweroff: onPoweroff, on_reboot: onReboot, on_crash: onCrash }
  for (const [event, taken] of Object.entries(named)) {
    if (taken === 'rename-restart') {
      const text = `qemu driver doesn't support the 'rename-restart' action for 'on_reboot'/'on_poweroff'/'on_crash'`
      throw new LibvirtError('CONFIG_UNSUPPORTED', text)
    }
    if (taken === 'preserve' && event !== 'on_crash') {
      const text = `qemu driver doesn't support the 'preserve' action for 'on_reboot'/'on_poweroff'`
      throw new LibvirtError('CONFIG_UNSUPPORTED', text)
    }
  }
  if (onReboot === 'destroy' && onPoweroff === 'restart') {
    const text = `qemu driver doesn't support 'onReboot' set to 'destroy and 'onPoweroff' set to 'reboot'`
    throw new LibvirtError('CONFIG_UNSUPPORTED', text)
  }
}

export function formatLifecycle(writer: XmlWriter, lifecycle: Lifecycle): void {
  writer.text('on_poweroff', lifecycle.onPoweroff)
  writer.text('on_reboot', lifecycle.onReboot)
  writer.text('on_crash', lifecycle.onCrash)
  writer.text('on_lockfailure', lifecycle.onLockFailure)
}

export function parsePowerManagement(root: XmlElement): PowerManagement {
  const enabled = (name: string) => {
    const element = root.descend('pm', name)
    return element && yesNo(element, 'enabled')
  }
  return { suspendToMemory: enabled('suspend-to-mem'), suspendToDisk: enabled('suspend-to-disk') }
}

export function formatPowerManagement(writer: XmlWriter, { suspendToMemory, suspendToDisk }: PowerManagement): void {
  if (suspendToMemory === undefined && suspendToDisk === undefined) return
  writer.element('pm', {}, () => {
    if (suspendToMemory !== undefined) writer.element('suspend-to-mem', { enabled: formatYesNo(suspendToMemory) })
    if (suspendToDisk !== undefined) writer.element('suspend-to-disk', { enabled: formatYesNo(suspendToDisk) })
  })
}
