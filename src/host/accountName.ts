import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Made when it is called: loading what starts programs takes a daemon that needs none a while. */
const run = (program: string, args: readonly string[], options: { readonly env: NodeJS.ProcessEnv }) =>
  promisify(execFile)(program, args, options)

/** The name that the C library has for a user's or group's number; undefined when there is none. */
export async function accountName(database: 'passwd' | 'group', id: number): Promise<string | undefined> {
  try {
    const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' }
    const { stdout } = await run('getent', [database, '--', String(id)], { env })
    return stdout.split(':')[0] || undefined
  } catch {
    return undefined
  }
}
