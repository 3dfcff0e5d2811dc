import { setTimeout as sleep } from 'node:timers/promises'
import type { DemoPlace } from './DemoPlace.js'
import type { Narrator } from './Narrator.js'

export const service = 'org.libvirt.virtqemud'
const bus = ['org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus'] as const

/** Runs commands in a place, before the reader's eyes. */
export class Stage {
  constructor(
    readonly place: DemoPlace,
    readonly narrator: Narrator,
  ) {}

  /** Shows a command and what came of it. @throws when it fails */
  async tell(...command: readonly string[]): Promise<string> {
    this.narrator.command(command)
    const { status, stdout, stderr } = await this.place.run(command)
    this.narrator.result(stdout + stderr)
    if (status !== 0) throw new Error(`'${command.slice(0, 2).join(' ')}…' ended with ${status}`)
    return stdout
  }

  /** A method call of the daemon, as busctl takes it. */
  call(path: string, iface: string, member: string, ...args: readonly string[]): string[] {
    return [...this.#busctl, 'call', service, path, iface, member, ...args]
  }

  property(path: string, iface: string, name: string): string[] {
    return [...this.#busctl, 'get-property', service, path, iface, name]
  }

  /** Runs a command, unseen, until what it prints passes, for at most a minute. */
  async until(command: readonly string[], passes: (text: string) => boolean): Promise<void> {
    for (let attempt = 0; attempt < 600; attempt++) {
      const { stdout } = await this.place.run(command)
      if (passes(stdout)) return
      await sleep(100)
    }
    throw new Error(`'${command.join(' ')}' never printed what it should`)
  }

  /** Kills the daemon with a command, and waits until the bus knows. */
  async killDaemon(...command: readonly string[]): Promise<void> {
    const owner = [...this.#busctl, 'call', ...bus, 'GetNameOwner', 's', service]
    const before = (await this.place.run(owner)).stdout
    await this.tell(...command)
    await this.until(owner, now => now !== before)
  }

  get #busctl(): readonly string[] {
    return this.place.bus === 'system' ? ['busctl'] : ['busctl', '--user']
  }
}
