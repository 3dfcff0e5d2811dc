// A bus of the test's own: a real dbus-daemon with its own socket, gone with the test.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Who ends what was started. */
interface Owner {
  teardown(end: () => Promise<void>): unknown
}

export interface PrivateBus {
  readonly address: string
  /** Ends the daemon, as a crash would. */
  readonly kill: () => Promise<void>
}

/** What the configuration of real session buses says. */
const sessionLimits = `<limit name="max_replies_per_connection">50000</limit>
  <limit name="max_outgoing_bytes">1000000000</limit>
  <limit name="max_incoming_bytes">1000000000</limit>`

const config = (socket: string, auth: string, limits: string) => `<!DOCTYPE busconfig PUBLIC
 "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  ${auth}
  <policy context="default">
    <allow user="*"/>
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
    <deny own="org.virtbus.Forbidden"/>
  </policy>
  ${limits}
</busconfig>`

/** Starts a bus that ends with the test. @param auth, limits elements of its configuration */
export async function privateBus(
  t: Owner,
  auth = '<auth>EXTERNAL</auth>',
  limits = sessionLimits,
): Promise<PrivateBus> {
  const folder = mkdtempSync(join(tmpdir(), 'bus-'))
  // Other users call as well.
  chmodSync(folder, 0o755)
  const socket = join(folder, 'bus')
  writeFileSync(join(folder, 'bus.conf'), config(socket, auth, limits))
  const child = spawn('dbus-daemon', ['--nofork', '--print-address', `--config-file=${join(folder, 'bus.conf')}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const exited = once(child, 'exit')
  const kill = async () => {
    child.kill('SIGKILL')
    await exited
  }
  t.teardown(async () => {
    await kill()
    rmSync(folder, { recursive: true, force: true })
  })
  const [line]: unknown[] = await once(child.stdout, 'data')
  return { address: String(line).trim(), kill }
}
