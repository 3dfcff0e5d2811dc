// Network links of guests. Taps live as long as somebody has them open: QEMU, once it runs, and nobody else.
import { closeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { LibvirtError } from '../api/LibvirtError.js'
import { openTap } from './native.js'
import { type Processes, systemProcesses } from './Processes.js'
import { type MacvtapSettings, openMacvtap, removeMacvtap } from './openMacvtap.js'
import { systemError } from './systemError.js'

/** Flags of linux/if_tun.h. */
const tapFlag = { tap: 0x0002, noPacketInfo: 0x1000, vnetHeader: 0x4000, multiQueue: 0x0100 } as const

export interface Tap {
  readonly name: string
  /** One for each queue; the caller's to close. */
  readonly fds: readonly number[]
}

/** What a link is to be like; what is left out stays as it is. */
export interface LinkSettings {
  readonly mac?: string | undefined
  /** Bridge to be plugged into. */
  readonly master?: string | undefined
  /** Bytes. */
  readonly mtu?: number | undefined
  readonly up?: boolean | undefined
}

export interface Links {
  /**
   * Makes a tap, or opens one that exists.
   * @param name a name, or a pattern such as `vnet%d`
   * @param queues pairs of queues, each with a descriptor of its own
   * @param virtio whether the guest's card understands offload headers
   * @throws LibvirtError SYSTEM_ERROR
   */
  openTap(name: string, queues: number, virtio: boolean): Tap
  /** As `openMacvtap`. */
  openMacvtap(settings: MacvtapSettings): Promise<Tap>
  /** As `removeMacvtap`. */
  removeMacvtap(name: string, mac: string | undefined): Promise<void>
  /** @throws LibvirtError INTERNAL_ERROR when the kernel refuses */
  configure(name: string, settings: LinkSettings): Promise<void>
  /** The kernel's number of a link; undefined when there is none of that name. */
  indexOf(name: string): Promise<number | undefined>
}

function makeTap(name: string, queues: number, virtio: boolean): Tap {
  const { tap, noPacketInfo, vnetHeader, multiQueue } = tapFlag
  const flags = tap | noPacketInfo | (virtio ? vnetHeader : 0) | (queues > 1 ? multiQueue : 0)
  const fds: number[] = []
  let given = name
  try {
    for (let queue = 0; queue < queues; queue++) {
      const opened = openTap(given, flags)
      fds.push(opened.fd)
      given = opened.name
    }
  } catch (error) {
    for (const fd of fds) closeSync(fd)
    throw systemError(`Unable to create tap device ${name}`, error)
  }
  return { name: given, fds }
}

async function configure(
  processes: Pick<Processes, 'run'>,
  name: string,
  { mac, master, mtu, up }: LinkSettings,
): Promise<void> {
  const changes = [
    mac === undefined ? '' : `address ${mac}`,
    mtu === undefined ? '' : `mtu ${mtu}`,
    master === undefined ? '' : `master ${master}`,
    up === undefined ? '' : up ? 'up' : 'down',
  ].filter(change => change !== '')
  if (changes.length === 0) return
  const batch = changes.map(change => `link set dev ${name} ${change}\n`).join('')
  const { code, errors } = await processes.run('ip', ['-batch', '-'], batch)
  if (code === 0) return
  const [why = ''] = errors.split('\n')
  throw new LibvirtError(
    'INTERNAL_ERROR',
    `Unable to set up link ${name}: ${why.replace(/^RTNETLINK answers: |^Error: /, '')}`,
  )
}

/** The links of this machine. */
export const systemLinks: Links = {
  openTap: makeTap,
  openMacvtap: settings => openMacvtap(systemProcesses, settings),
  removeMacvtap: (name, mac) => removeMacvtap(systemProcesses, name, mac),
  configure: (name, settings) => configure(systemProcesses, name, settings),
  indexOf: name =>
    readFile(`/sys/class/net/${name}/ifindex`, 'utf8').then(
      text => Number(text),
      () => undefined,
    ),
}
