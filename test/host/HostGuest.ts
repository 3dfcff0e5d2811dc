import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { domainState } from '../../src/api/enums/domain.js'
import type { GuestImage } from '../guest/guestImage.js'
import { type GuestChoice, guestXml } from '../guest/guestXml.js'
import type { RunningCommand } from './RunningCommand.js'
import type { RunResult } from './RunResult.js'
import type { TestHost } from './TestHost.js'

const service = 'org.libvirt.virtqemud'
const console = fileURLToPath(new URL('./openConsole.js', import.meta.url))

/** Where a test host has the guest's files. */
export const guestOnHost = { kernel: '/srv/guest/vmlinux', initramfs: '/srv/guest/initramfs.gz' } as const

/** A guest of virtqemud on a test host, driven over the bus by busctl as root. */
export class HostGuest {
  private constructor(
    readonly host: TestHost,
    readonly name: string,
    /** Object path. */
    readonly path: string,
  ) {}

  static async define(host: TestHost, choice: GuestChoice, image: GuestImage = guestOnHost): Promise<HostGuest> {
    const xml = guestXml(image, choice)
    const connect = ['/org/libvirt/QEMU', 'org.libvirt.Connect']
    const answer = await host.succeed(['busctl', 'call', service, ...connect, 'DomainDefineXML', 's', xml])
    const path = /"(.*)"/.exec(answer)?.[1]
    if (path === undefined) throw new Error(`DomainDefineXML answered ${answer}`)
    return new HostGuest(host, choice.name, path)
  }

  /** Calls a method of org.libvirt.Domain; the words are busctl's signature and values. */
  call(member: string, ...words: readonly string[]): Promise<RunResult> {
    return this.host.run(['busctl', 'call', service, this.path, 'org.libvirt.Domain', member, ...words])
  }

  /** Calls a method that must succeed. */
  async do(member: string, ...words: readonly string[]): Promise<string> {
    return this.host.succeed(['busctl', 'call', service, this.path, 'org.libvirt.Domain', member, ...words])
  }

  /** State and reason, as numbers of libvirt. */
  async state(): Promise<readonly [state: number, reason: number]> {
    const [, state, reason] = (await this.do('GetState', 'u', '0')).split(' ')
    return [Number(state), Number(reason)]
  }

  /** Waits until the guest is in a state, for at most 60 seconds. */
  async becomes(state: keyof typeof domainState): Promise<void> {
    let now = -1
    for (let attempt = 0; attempt < 600; attempt++) {
      ;[now] = await this.state()
      if (now === domainState[state]) return
      await sleep(100)
    }
    throw new Error(`the guest is not ${state} but in state ${now}`)
  }

  /** Its console, shown and typed on until the command is disposed of. */
  openConsole(): RunningCommand {
    return this.host.start(['/usr/local/bin/node', console, 'system', service, this.path])
  }

  /** PID of its QEMU on the host, from the status file. */
  async qemu(): Promise<number> {
    const status = await this.host.read(`/run/libvirt/qemu/${this.name}.xml`)
    return Number(/<domstatus [^>]*pid=['"](\d+)/.exec(status)?.[1])
  }
}
