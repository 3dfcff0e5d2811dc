// What a daemon says, and what the machine says, after the daemon came back.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import * as calls from '../../../src/api/calls/index.js'
import { domainState, domainXMLFlags } from '../../../src/api/enums/domain.js'
import { commandLineOf, processesWhere } from '../../../src/host/commandLines.js'
import type { RpcClient } from '../../../src/rpc/client/RpcClient.js'
import { type GuestFacts, nothing } from './GuestFacts.js'

const names: Readonly<Record<number, GuestFacts['state']>> = {
  [domainState.RUNNING]: 'running',
  [domainState.PAUSED]: 'paused',
  [domainState.SHUTOFF]: 'off',
}

/** A guest as every client of the daemon sees it. */
export async function observe(client: RpcClient, uuid: string, name: string): Promise<GuestFacts> {
  const dom = { name, uuid, id: -1 }
  const ask = async (row: Parameters<RpcClient['call']>[0], more: Record<string, unknown> = {}) =>
    (await client.call(row, { dom, ...more })).values
  const { state: number } = await ask(calls.domainGetState, { flags: 0 })
  const { persistent } = await ask(calls.domainIsPersistent)
  const { autostart } = persistent === 1 ? await ask(calls.domainGetAutostart) : { autostart: 0 }
  const { result: saved } = persistent === 1 ? await ask(calls.domainHasManagedSaveImage, { flags: 0 }) : { result: 0 }
  const state = names[Number(number)]
  if (state === undefined) throw new Error(`guest ${name} is in state ${String(number)}`)
  const xml = async (flags: number) => String((await ask(calls.domainGetXmlDesc, { flags }))['xml'])
  const devices = (text: string) => text.split('<rng ').length - 1
  const inactive = persistent === 1 ? await xml(domainXMLFlags.INACTIVE) : ''
  return {
    ...nothing(name),
    version: persistent === 1 ? Number(/<description>(\d+)</.exec(inactive)?.[1]) : undefined,
    state,
    saved: saved === 1,
    autostart: autostart === 1,
    live: state === 'off' ? 0 : devices(await xml(0)),
    config: devices(inactive),
  }
}

/** UUIDs and names of all guests that the daemon lists. */
export async function listed(client: RpcClient): Promise<Map<string, string>> {
  const { values } = await client.call(calls.connectListAllDomains, { need_results: 1, flags: 0 })
  const { domains } = values
  if (!Array.isArray(domains)) throw new Error('no list came')
  return new Map(domains.map((dom: { uuid: string; name: string }) => [dom.uuid, dom.name]))
}

export interface FoundProcess {
  readonly pid: number
  readonly what: 'qemu' | 'swtpm'
  /** Of its guest. */
  readonly uuid: string
  readonly line: string
}

/** QEMUs and TPMs that have to do with a folder. */
export async function processesOf(folder: string): Promise<FoundProcess[]> {
  const pids = await processesWhere(
    words => /qemu-system|swtpm/.test(words[0] ?? '') && words.some(word => word.includes(folder)),
  )
  const found = await Promise.all(
    pids.map(async pid => {
      const words = await commandLineOf(pid)
      const tpm = /swtpm\/([0-9a-f-]{36})/.exec(words.join(' '))?.[1]
      const qemu = words.includes('-uuid') ? words[words.indexOf('-uuid') + 1] : undefined
      if (words.length === 0) return [] // gone meanwhile
      const what = basename(words[0] ?? '').startsWith('swtpm') ? 'swtpm' : 'qemu'
      return [{ pid, what, uuid: qemu ?? tpm ?? '', line: words.join(' ') } as const]
    }),
  )
  return found.flat()
}

/** Pid that the record of a guest names. */
export function recordedPid(state: string, name: string): number {
  return Number(/<domstatus [^>]*pid='(\d+)'/.exec(readFileSync(join(state, `${name}.xml`), 'utf8'))?.[1])
}

/** Names of all files below a folder, without sockets' and folders' own. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => !entry.isDirectory())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
}
