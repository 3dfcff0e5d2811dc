// Users and their groups, by the C library's rules, which Node does not offer: `id` answers for it.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { ProcessUser } from './Processes.js'

/** Made when it is called: loading what starts programs takes a daemon that needs none a while. */
const run = (program: string, args: readonly string[], options: { readonly env: NodeJS.ProcessEnv }) =>
  promisify(execFile)(program, args, options)

/** A user by name or number with all groups; undefined when there is none. */
export async function findUser(name: string): Promise<ProcessUser | undefined> {
  let answer: string
  try {
    answer = (await run('id', ['--', name], { env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } })).stdout
  } catch {
    return undefined
  }
  return parseId(answer)
}

/** A group's number by name; undefined when there is none. */
export async function findGroup(name: string): Promise<number | undefined> {
  if (/^\d+$/.test(name)) return Number(name)
  try {
    const { stdout } = await run('getent', ['group', '--', name], { env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } })
    const number = stdout.split(':')[2]
    return number === undefined ? undefined : Number(number)
  } catch {
    return undefined
  }
}

/** `uid=64055(libvirt-qemu) gid=107(kvm) groups=107(kvm),64055(libvirt-qemu)` */
function parseId(line: string): ProcessUser | undefined {
  const match = /^uid=(\d+)\S* gid=(\d+)\S* groups=(\S+)/.exec(line)
  if (!match) return undefined
  const [, uid, gid, groups = ''] = match
  return {
    uid: Number(uid),
    gid: Number(gid),
    groups: groups.split(',').map(group => Number.parseInt(group, 10)),
  }
}
