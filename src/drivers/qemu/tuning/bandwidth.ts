// `cpu.max` of a control group: how much time its threads may have.
import type { ControlGroup } from '../../../host/ControlGroup.js'
import { usualPeriod } from './unitProperties.js'

/** Microseconds. */
export interface CpuBandwidth {
  readonly period: bigint
  readonly quota: bigint
}

/** What libvirt says where there is no quota. */
export const unlimitedQuota = 17_592_186_044_415n

export async function readBandwidth(group: ControlGroup): Promise<CpuBandwidth> {
  const [, quota = 'max', period] = /^(max|\d+) (\d+)$/.exec((await group.read('cpu.max')) ?? '') ?? []
  return {
    period: period === undefined ? usualPeriod : BigInt(period),
    quota: quota === 'max' ? unlimitedQuota : BigInt(quota),
  }
}

/** @param change a period or quota of 0 stays as it is; a negative quota is none. @throws LibvirtError SYSTEM_ERROR */
export async function writeBandwidth(group: ControlGroup, change: CpuBandwidth): Promise<void> {
  if (change.period === 0n && change.quota === 0n) return
  const now = await readBandwidth(group)
  const quota = change.quota === 0n ? now.quota : change.quota
  const unlimited = quota < 0n || quota >= unlimitedQuota
  await group.write('cpu.max', `${unlimited ? 'max' : quota} ${change.period || now.period}`)
}
