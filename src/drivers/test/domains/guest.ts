// What a guest's agent or firmware would answer. A pretended guest has one file system, a clock, and takes every key.
import { domainInterfaceAddressesSource } from '../../../api/enums/domain.js'
import type { Verbs } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { TestDomain } from '../TestDomain.js'
import type { TestHost, TestObjects } from '../TestHost.js'
import { interfaceAddresses } from './addresses.js'

/** Where every pretended guest has its file systems. */
const mountpoints = ['/', '/boot'] as const
export const fileSystems = mountpoints.map((mountpoint, index) => ({
  mountpoint,
  name: `vda${index + 1}`,
  fstype: 'ext4',
  dev_aliases: ['vda'],
}))
export const guestHostname = ({ name }: TestDomain): string => `${name}host`

export function guestVerbs(host: TestHost): Verbs<TestObjects> {
  /** Guest clocks that were set: milliseconds ahead of the host's. */
  const ahead = new WeakMap<TestDomain, number>()
  const frozen = new WeakMap<TestDomain, Set<string>>()
  const frozenOf = (dom: TestDomain): Set<string> => {
    let set = frozen.get(dom)
    if (!set) frozen.set(dom, (set = new Set()))
    return set
  }
  const known = (wanted: readonly string[]): readonly string[] => {
    const stranger = wanted.find(mountpoint => !mountpoints.some(own => own === mountpoint))
    if (stranger !== undefined) {
      throw new LibvirtError('OPERATION_INVALID', `mount point not found: ${stranger}`)
    }
    return wanted.length > 0 ? wanted : mountpoints
  }
  const needsRunning = ({ dom }: { dom: TestDomain }): void => void dom.running()
  return {
    domainGetHostname: ({ dom }) => {
      dom.running()
      return { hostname: guestHostname(dom) }
    },
    domainGetTime: ({ dom }) => {
      dom.running()
      const now = host.options.clock.now() + (ahead.get(dom) ?? 0)
      return { seconds: BigInt(Math.floor(now / 1000)), nseconds: Math.floor(now % 1000) * 1_000_000 }
    },
    domainSetTime: ({ dom, seconds, nseconds }) => {
      dom.running()
      ahead.set(dom, Number(seconds) * 1000 + nseconds / 1_000_000 - host.options.clock.now())
    },
    domainGetFsinfo: ({ dom }) => {
      dom.running()
      return { info: fileSystems, ret: fileSystems.length }
    },
    domainFsfreeze: ({ dom, mountpoints: wanted }) => {
      dom.running()
      const set = frozenOf(dom)
      const before = set.size
      for (const mountpoint of known(wanted)) set.add(mountpoint)
      return { filesystems: set.size - before }
    },
    domainFsthaw: ({ dom, mountpoints: wanted }) => {
      dom.running()
      const set = frozenOf(dom)
      return { filesystems: known(wanted).filter(mountpoint => set.delete(mountpoint)).length }
    },
    domainFstrim: ({ dom, mountPoint }) => {
      dom.running()
      if (mountPoint !== undefined) known([mountPoint])
    },
    domainSetUserPassword: needsRunning,
    domainSendKey: ({ dom, keycodes }) => {
      dom.running()
      const bad = keycodes.find(code => code === 0 || code > 0xffff)
      if (bad !== undefined) throw new LibvirtError('INVALID_ARG', `invalid keycode: 0x${bad.toString(16)}`)
    },
    domainSendProcessSignal: ({ dom, pid_value, signum }) => {
      dom.running()
      if (pid_value !== 1n) throw new LibvirtError('INVALID_ARG', 'only sending a signal to pid 1 is supported')
      if (signum > 64) throw new LibvirtError('INVALID_ARG', `signum value ${signum} is out of range`)
    },
    domainInjectNmi: needsRunning,
    domainInterfaceAddresses: ({ dom, source }) => {
      dom.running()
      if (source > domainInterfaceAddressesSource.ARP) {
        throw new LibvirtError('ARGUMENT_UNSUPPORTED', `Unknown IP address data source ${source}`)
      }
      return { ifaces: interfaceAddresses(host, dom) }
    },
  }
}
