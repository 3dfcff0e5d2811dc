// Changes which vCPUs a running guest has. CPU objects may stand for several vCPUs, which come and go together.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { HotplugGuest } from './HotplugGuest.js'
import { releaseDevice } from './releaseDevice.js'
import { parseVcpuInfo, type VcpuInfo } from './vcpuInfo.js'

/** The part of a guest that its vCPUs take. */
export type VcpuGuest = Pick<HotplugGuest, 'domain' | 'monitor' | 'deleted' | 'unplugTimeout'>

/** Asks QEMU which vCPUs there are, and writes it into the definition. */
export async function refreshVcpus({ domain, monitor }: Pick<VcpuGuest, 'domain' | 'monitor'>): Promise<VcpuInfo[]> {
  const [places, threads] = [await monitor.execute('query-hotpluggable-cpus'), await monitor.execute('query-cpus-fast')]
  const infos = parseVcpuInfo(places, threads, domain.vcpus.list.length)
  for (const [id, info] of infos.entries()) {
    const vcpu = domain.vcpus.list[id]
    if (!vcpu) continue
    vcpu.online = info.online
    vcpu.hotpluggable = info.hotpluggable
    vcpu.order = info.enableOrder ?? 0
  }
  return infos
}

/**
 * Gives the guest that many vCPUs: the first that are off are switched on, the last that can be unplugged are switched off.
 * @throws LibvirtError OPERATION_UNSUPPORTED when no set of vCPUs gives that number
 */
export async function setVcpuCount(guest: VcpuGuest, count: number): Promise<void> {
  const infos = await refreshVcpus(guest)
  const current = infos.filter(({ online }) => online).length
  const enable = count > current
  const chosen: number[] = []
  let reached = current
  const ids = [...infos.keys()]
  for (const id of enable ? ids : ids.toReversed()) {
    const info = infos[id]
    if (!info || reached === count || info.group === 0 || info.online === enable) continue
    if (!enable && info.alias === undefined) continue
    chosen.push(id)
    reached += enable ? info.group : -info.group
    if (enable ? reached > count : reached < count) break
  }
  if (reached !== count) {
    throw new LibvirtError('OPERATION_UNSUPPORTED', 'target vm vcpu granularity does not allow the desired vcpu count')
  }
  await switchAll(guest, infos, chosen, enable)
}

/**
 * Switches vCPUs on or off by number.
 * @throws LibvirtError INVALID_ARG for those that do not exist, cannot be plugged, or are part of a larger object
 */
export async function setVcpuStates(guest: VcpuGuest, ids: readonly number[], enable: boolean): Promise<void> {
  const infos = await refreshVcpus(guest)
  for (const id of ids) checkSwitch(infos, ids, id, enable)
  const heads = ids.filter(id => (infos[id]?.group ?? 0) > 0)
  await switchAll(guest, infos, enable ? heads : heads.toReversed(), enable)
}

function checkSwitch(infos: readonly VcpuInfo[], ids: readonly number[], id: number, enable: boolean): void {
  const refuse = (text: string) => new LibvirtError('INVALID_ARG', text)
  const info = infos[id]
  if (!info) throw refuse(`vcpu '${id}' is not present in the domain`)
  if (info.online === enable) throw refuse(`vcpu '${id}' is already in requested state`)
  if (!info.hotpluggable) throw refuse(`vcpu '${id}' can't be hotunplugged`)
  for (let member = id + 1; member < id + info.group; member++) {
    if (!ids.includes(member))
      throw refuse(`vcpu '${member}' belongs to a larger hotpluggable entity, but siblings were not selected`)
  }
  const head = infos.findLastIndex(({ group }, index) => index <= id && group > 0)
  if (!ids.includes(head)) {
    throw refuse(`vcpu '${id}' belongs to a larger hotpluggable entity, but siblings were not selected`)
  }
}

async function switchAll(
  guest: VcpuGuest,
  infos: readonly VcpuInfo[],
  ids: readonly number[],
  enable: boolean,
): Promise<void> {
  for (const id of ids) {
    const info = infos[id]
    if (!info) continue
    if (enable) await plugVcpu(guest, id, info)
    else await releaseDevice(guest, info.alias ?? `vcpu${id}`)
    await refreshVcpus(guest)
  }
  if (ids.length > 0) guest.domain.vcpus.individual = true
}

async function plugVcpu({ monitor }: VcpuGuest, id: number, { type, place }: VcpuInfo): Promise<void> {
  const props = Object.fromEntries(Object.entries(place).map(([level, number]) => [`${level}-id`, number]))
  await monitor.execute('device_add', { driver: type, id: `vcpu${id}`, ...props })
}

/**
 * Changes the number of vCPUs the guest will have at its next start. Orders of plugging lose their meaning.
 * @param hotpluggable those that are added may be unplugged again
 */
export function defineVcpuCount({ vcpus }: Pick<Domain, 'vcpus'>, count: number, hotpluggable: boolean): void {
  for (const vcpu of vcpus.list) vcpu.order = 0
  let current = vcpus.list.filter(({ online }) => online).length
  for (const vcpu of vcpus.list) {
    if (current >= count || vcpu.online) continue
    vcpu.online = true
    vcpu.hotpluggable = hotpluggable
    current++
  }
  for (const vcpu of vcpus.list.toReversed()) {
    if (current <= count || !vcpu.online) continue
    vcpu.online = false
    vcpu.hotpluggable = true
    current--
  }
  if (hotpluggable) vcpus.individual = true
}

/**
 * Switches vCPUs of the next start on or off by number.
 * @throws LibvirtError INVALID_ARG for those that do not exist
 */
export function defineVcpuStates({ vcpus }: Pick<Domain, 'vcpus'>, ids: readonly number[], enable: boolean): void {
  for (const id of ids) {
    if (!vcpus.list[id]) throw new LibvirtError('INVALID_ARG', `vcpu '${id}' is not present in the domain`)
  }
  for (const vcpu of vcpus.list) vcpu.order = 0
  for (const id of ids) {
    const vcpu = vcpus.list[id]
    if (vcpu) Object.assign(vcpu, { online: enable, hotpluggable: true })
  }
  vcpus.individual = true
}
