import type { RunResult } from './RunResult.js'
import type { TestHost } from './TestHost.js'

/** Runs one virsh command as a user of the host, against the daemon that `qemu:///system` leads to. */
export function virsh(host: TestHost, user: string, command: string, uri = 'qemu:///system'): Promise<RunResult> {
  return host.run(['sh', '-c', `exec virsh --quiet --connect ${uri} ${command}`], { user })
}
