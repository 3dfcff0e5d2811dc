// Links that share a card of the host with a guest (macvtap). Unlike a tap, one stays until it is removed.
import { closeSync, constants, openSync } from 'node:fs'
import { access, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { LibvirtError } from '../api/LibvirtError.js'
import type { Tap } from './Links.js'
import { deviceControl } from './native.js'
import type { Processes } from './Processes.js'
import { systemError } from './systemError.js'

/** How guests on the same card reach each other. */
export type MacvtapMode = 'vepa' | 'private' | 'bridge' | 'passthrough'

export interface MacvtapSettings {
  /** A name; the first free one of `macvtap0` and so on when left out. */
  readonly name?: string | undefined
  /** The host's card. */
  readonly link: string
  readonly mode: MacvtapMode
  readonly mac?: string | undefined
  readonly queues: number
  /** Whether the guest's card understands offload headers. */
  readonly virtio: boolean
}

/** TUNSETIFF, and flags of linux/if_tun.h. */
const setInterface = 0x4004_54ca
const flag = { tap: 0x0002, multiQueue: 0x0100, noPacketInfo: 0x1000, vnetHeader: 0x4000 } as const
/** Bytes of struct ifreq, and where its flags are: behind the name. */
const ifreq = { size: 40, flags: 16 } as const
/** Milliseconds until udev has made the device node. */
const patience = 5000
const interval = 10
const mostNames = 8192

type Runner = Pick<Processes, 'run'>

/** @throws LibvirtError INTERNAL_ERROR when the kernel refuses, SYSTEM_ERROR when the device does not open */
export async function openMacvtap(processes: Runner, settings: MacvtapSettings): Promise<Tap> {
  const { queues } = settings
  const name = await addLink(processes, settings)
  const fds: number[] = []
  try {
    const device = await deviceOf(name)
    for (let queue = 0; queue < queues; queue++) {
      const fd = openSync(device, constants.O_RDWR | constants.O_NONBLOCK)
      fds.push(fd)
      setUp(fd, name, settings)
    }
    return { name, fds }
  } catch (error) {
    for (const fd of fds) closeSync(fd)
    await removeLink(processes, name)
    throw systemError(`cannot open macvtap tap device ${name}`, error)
  }
}

/**
 * Removes a link; one that is gone already is fine. A link of that name that is none of these, or has another address, is somebody
 * else's: a guest can ask for the name of a bridge, and its start be interrupted before the kernel refuses that.
 */
export async function removeMacvtap(processes: Runner, name: string, mac: string | undefined): Promise<void> {
  const folder = `/sys/class/net/${name}`
  const address = await readFile(`${folder}/address`, 'latin1').catch(() => undefined)
  const isMacvtap = await access(`${folder}/macvtap`).then(
    () => true,
    () => false,
  )
  if (!isMacvtap || (mac !== undefined && address?.trim() !== mac.toLowerCase())) return
  await removeLink(processes, name)
}

async function removeLink(processes: Runner, name: string): Promise<void> {
  await processes.run('ip', ['link', 'delete', 'dev', name])
}

async function addLink(processes: Runner, { name, link, mode, mac }: MacvtapSettings): Promise<string> {
  const address = mac === undefined ? [] : ['address', mac]
  const kind = ['type', 'macvtap', 'mode', mode === 'passthrough' ? 'passthru' : mode]
  for (let number = 0; number < mostNames; number++) {
    const tried = name ?? `macvtap${number}`
    const { code, errors } = await processes.run('ip', [
      'link',
      'add',
      'link',
      link,
      'name',
      tried,
      ...address,
      ...kind,
    ])
    if (code === 0) return tried
    if (name === undefined && errors.includes('File exists')) continue
    const why = errors.trim().replace(/^RTNETLINK answers: |^Error: /, '')
    throw new LibvirtError('INTERNAL_ERROR', `error creating macvtap interface ${tried}@${link}: ${why}`)
  }
  throw new LibvirtError('INTERNAL_ERROR', 'all macvtap names are taken')
}

/** Path of a link's character device, once it is there. */
async function deviceOf(name: string): Promise<string> {
  const index = (await readFile(`/sys/class/net/${name}/ifindex`, 'utf8')).trim()
  const path = `/dev/tap${index}`
  for (let waited = 0; waited < patience; waited += interval) {
    const there = await access(path).then(
      () => true,
      () => false,
    )
    if (there) break
    await sleep(interval)
  }
  return path
}

function setUp(fd: number, name: string, { queues, virtio }: MacvtapSettings): void {
  const request = Buffer.alloc(ifreq.size)
  request.write(name)
  const flags = flag.tap | flag.noPacketInfo | (virtio ? flag.vnetHeader : 0) | (queues > 1 ? flag.multiQueue : 0)
  request.writeUInt16LE(flags, ifreq.flags)
  deviceControl(fd, setInterface, request)
}
