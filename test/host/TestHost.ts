import { spawn } from 'node:child_process'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HostMachine } from './HostMachine.js'
import type { JournalEntry } from './JournalEntry.js'
import { RunningCommand } from './RunningCommand.js'
import type { RunOptions } from './RunOptions.js'
import type { RunResult } from './RunResult.js'

// Device nodes of its own: booting changes a node's group, and other hosts would see that on a shared one.
const PREPARE = `
  journalctl --update-catalog
  ! test -e /sys/class/misc/kvm || { rm -f /dev/kvm; mknod -m 660 /dev/kvm c 10 232; chgrp kvm /dev/kvm; }
  test -e /dev/net/tun || { mkdir -p /dev/net; mknod -m 666 /dev/net/tun c 10 200; }`

let commands = 0

/**
 * A booted throw-away host: real systemd as PID 1, the system bus, polkitd, journald, and the project installed as a package
 * would install it. Every command runs in a unit of its own, as it would from a login or another service.
 */
export class TestHost {
  constructor(private readonly machine: HostMachine) {}

  get name(): string {
    return this.machine.name
  }

  /** PID of the host's systemd as this machine counts; another one after a reboot. */
  get leader(): number {
    return this.machine.leader
  }

  /** Waits for the boot, and does what the package's scripts do beyond it. */
  async prepare(): Promise<void> {
    await this.machine.up()
    await this.succeed(['sh', '-c', PREPARE])
  }

  /** Boots again, with the files of before: /run is empty afterwards, and enabled units are started. */
  async reboot(): Promise<void> {
    await this.run(['systemctl', '--no-block', 'reboot'])
    await this.prepare()
  }

  /** Where a path of the host is for this process. Absolute symbolic links on the way would leave the host: there are none. */
  path(inside: string): string {
    return join(`/proc/${this.machine.leader}/root`, inside)
  }

  /** Starts a command and leaves it running. */
  start(command: readonly string[], { user = 'root', input, env = {} }: RunOptions = {}): RunningCommand {
    const unit = `test-command-${++commands}.service`
    const child = spawn('nsenter', [
      `--target=${this.machine.leader}`,
      ...'--all --root --wd -- systemd-run --quiet --pipe --wait --collect --service-type=exec'.split(' '),
      `--unit=${unit}`,
      `--uid=${user}`,
      ...Object.entries(env).map(([name, value]) => `--setenv=${name}=${value}`),
      '--',
      // The service manager would put variables of its own in place of $NAME, and one $ in place of two.
      ...command.map(word => word.replaceAll('$', '$$$$')),
    ])
    child.stdin.on('error', () => {}) // a command may end without having read its input
    if (input !== undefined) child.stdin.end(input)
    return new RunningCommand(command.join(' '), child, () => this.run(['systemctl', 'stop', unit]))
  }

  /** Runs a command to its end, whatever that is. */
  async run(command: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    const { timeout = 30_000 } = options
    const running = this.start(command, { input: '', ...options })
    let late = false
    const timer = setTimeout(() => {
      late = true
      void running[Symbol.asyncDispose]()
    }, timeout)
    const result = await running.finished
    clearTimeout(timer)
    if (late) throw new Error(`'${running.line}' took longer than ${timeout} ms:\n${result.stderr}`)
    return result
  }

  /** Runs a command that must succeed, and returns its standard output without the last newline. */
  async succeed(command: readonly string[], options: RunOptions = {}): Promise<string> {
    const { status, stdout, stderr } = await this.run(command, options)
    if (status !== 0) throw new Error(`'${command.join(' ')}' ended with ${status}:\n${stderr}${stdout}`)
    return stdout.trimEnd()
  }

  /** The journal since boot, oldest first; `matches` as journalctl takes them, as `_SYSTEMD_UNIT=virtqemud.service`. */
  async journal(...matches: readonly string[]): Promise<JournalEntry[]> {
    await this.succeed(['journalctl', '--sync'])
    const text = await this.succeed(['journalctl', '--boot', '--all', '--output=json', ...matches])
    return text === '' ? [] : text.split('\n').map((line): JournalEntry => JSON.parse(line))
  }

  /** Puts a file in place at once, so that who watches the folder never sees half of it. */
  async write(path: string, text: string, mode = 0o644): Promise<void> {
    const target = this.path(path)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(`${target}.new`, text)
    await chmod(`${target}.new`, mode)
    await rename(`${target}.new`, target)
  }

  /** Adds a rules file of the administrator (JavaScript of 2009: no arrow functions), and waits until polkitd has taken it in. */
  async addPolkitRules(name: string, rules: string): Promise<void> {
    await this.succeed(['systemctl', 'start', 'polkit.service'])
    const cursor = /-- cursor: (.*)/.exec(await this.succeed(['journalctl', '--lines=0', '--show-cursor']))?.[1] ?? ''
    await this.write(`/etc/polkit-1/rules.d/${name}.rules`, rules)
    const since = ['journalctl', '--unit=polkit.service', '--output=cat', `--after-cursor=${cursor}`]
    for (let attempt = 0; attempt < 40; attempt++) {
      const said = await this.succeed(since)
      if (/Error (compiling|executing) script/.test(said))
        throw new Error(`polkitd refuses the rules ${name}:\n${said}`)
      if (/Finished loading/.test(said)) return
      await sleep(25)
    }
    throw new Error(`polkitd did not take the rules ${name} in`)
  }

  async read(path: string): Promise<string> {
    return readFile(this.path(path), 'utf8')
  }
}
