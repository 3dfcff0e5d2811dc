import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A unit as systemd knows it; `inactive` and `not-found` for one that is not installed. */
export interface UnitState {
  readonly name: string
  readonly load: string
  readonly active: string
  /** `enabled`, `disabled`, `masked`, …; empty when there is no file. */
  readonly file: string
  readonly pid: number
}

/** What systemctl complained about. */
export class SystemctlError extends Error {
  override readonly name = 'SystemctlError'
}

/** @throws SystemctlError with what systemctl said */
export async function systemctl(...args: readonly string[]): Promise<string> {
  try {
    return (await run('systemctl', ['--no-pager', ...args], { maxBuffer: 1 << 24 })).stdout
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
    throw new SystemctlError(`systemctl ${args.join(' ')}: ${said || String(error)}`, { cause: error })
  }
}

/** States of units by name. @throws SystemctlError */
export async function unitStates(names: readonly string[]): Promise<Map<string, UnitState>> {
  const text = await systemctl('show', '--property=Id,LoadState,ActiveState,UnitFileState,MainPID', '--', ...names)
  const states = text.split('\n\n').map((block, index) => {
    const value = (key: string): string => new RegExp(`^${key}=(.*)$`, 'm').exec(block)?.[1] ?? ''
    return {
      name: names[index] ?? value('Id'),
      load: value('LoadState'),
      active: value('ActiveState'),
      file: value('UnitFileState'),
      pid: Number(value('MainPID')),
    }
  })
  return new Map(states.map(state => [state.name, state]))
}
