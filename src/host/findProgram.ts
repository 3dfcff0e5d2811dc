import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Path of a program we may run.
 * @param path folders to look in, as PATH has them
 */
export async function findProgram(program: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(':')) {
    const file = join(folder, program)
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (found) return file
  }
  return undefined
}
