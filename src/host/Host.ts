import { type Clock, systemClock } from './Clock.js'
import type { Random } from '../model/Random.js'
import { type Files, systemFiles } from './Files.js'
import { type Processes, systemProcesses } from './Processes.js'
import { bareScopes, type Scopes } from './Scopes.js'
import { systemRandom } from './systemRandom.js'

/** The machine, as a parameter. Code takes the part it needs. */
export interface Host {
  readonly files: Files
  readonly processes: Processes
  readonly scopes: Scopes
  readonly clock: Clock
  readonly random: Random
}

/** This machine. @param scopes its service manager, none when left out */
export function systemHost(scopes: Scopes = bareScopes): Host {
  return { files: systemFiles, processes: systemProcesses, scopes, clock: systemClock, random: systemRandom }
}
