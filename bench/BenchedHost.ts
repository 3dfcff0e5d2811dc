import { BusConnection } from '../src/bus/connection/BusConnection.js'
import { Variant } from '../src/bus/codec/values.js'
import { bootHost } from '../test/host/bootHost.js'
import type { TestHost } from '../test/host/TestHost.js'

const busSocket = '/run/dbus/system_bus_socket'
const qemu = '/org/libvirt/QEMU'

/** A throw-away host with one implementation of `org.libvirt`, and a root client on its system bus. */
export class BenchedHost implements AsyncDisposable {
  private constructor(
    readonly host: TestHost,
    private readonly connection: BusConnection,
    private readonly ends: readonly (() => Promise<void>)[],
  ) {}

  static async boot(installed: 'virtbus' | 'libvirt'): Promise<BenchedHost> {
    const ends: (() => Promise<void>)[] = []
    const owner = {
      passing: () => true,
      comment: () => {},
      teardown: (end: () => Promise<void>) => void ends.push(end),
    }
    const host = await bootHost(owner, { installed })
    await host.succeed(['systemctl', 'start', 'libvirtd.socket'])
    const connection = await BusConnection.open(`unix:path=${host.path(busSocket)}`)
    return new BenchedHost(host, connection, ends)
  }

  async call(path: string, iface: string, member: string, signature = '', values: readonly unknown[] = []) {
    const call = { destination: 'org.libvirt', path, interface: iface, member, signature, values, timeout: 120_000 }
    return (await this.connection.call(call)).values
  }

  connect(member: string, signature = '', values: readonly unknown[] = []) {
    return this.call(qemu, 'org.libvirt.Connect', member, signature, values)
  }

  domain(path: string, member: string, signature = '', values: readonly unknown[] = []) {
    return this.call(path, 'org.libvirt.Domain', member, signature, values)
  }

  async active(path: string): Promise<unknown> {
    const values = ['org.libvirt.Domain', 'Active']
    const [value] = await this.call(path, 'org.freedesktop.DBus.Properties', 'Get', 'ss', values)
    return value instanceof Variant ? value.value : value
  }

  async define(name: string): Promise<string> {
    const [path] = await this.connect('DomainDefineXML', 's', [idleGuest(name)])
    return String(path)
  }

  /** KiB of all daemons that serve the API. */
  async memory(): Promise<number> {
    const sum = `for p in $(pgrep -f 'libvirt-dbus|sbin/libvirtd|virtbus/bin'); do
      [ "$(cat /proc/$p/comm)" = pgrep ] || awk '/^Pss:/ { print $2 }' /proc/$p/smaps_rollup; done 2>/dev/null | awk '{ s += $1 } END { print s }'`
    return Number(await this.host.succeed(['sh', '-c', sum]))
  }

  /** Ends the services; the next call starts them again. */
  async stopServices(): Promise<void> {
    await this.host.run([
      'sh',
      '-c',
      'systemctl stop libvirt-dbus.service libvirtd.socket libvirtd-ro.socket libvirtd-admin.socket libvirtd.service 2>/dev/null; systemctl start libvirtd.socket',
    ])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.close()
    for (const end of this.ends) await end()
  }
}

/** A guest that QEMU has up in the time it needs itself: no disk, nothing to boot. */
const idleGuest = (name: string) => `
<domain type='qemu'>
  <name>${name}</name><memory unit='MiB'>16</memory><vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices><emulator>/usr/bin/qemu-system-x86_64</emulator><controller type='usb' model='none'/><memballoon model='none'/></devices>
</domain>`
