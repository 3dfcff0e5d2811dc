// Everything that is wrong with a host on which a daemon came back: promises that clients were given, and things left over.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RpcClient } from '../../../src/rpc/client/RpcClient.js'
import type { KnownGuest } from './GuestClient.js'
import { type GuestFacts, isKnown, nothing } from './GuestFacts.js'
import { filesBelow, type FoundProcess, listed, observe, processesOf, recordedPid } from './observe.js'

export interface Searched {
  readonly client: RpcClient
  /** Folder of the session that the daemon serves. */
  readonly folder: string
  readonly hasTpm: (uuid: string) => boolean
}

/** What a sleeping guest has is seen when it is awake again. */
const seen = (facts: GuestFacts): GuestFacts => ({ ...facts, asleep: 0 })

const same = (one: GuestFacts, other: GuestFacts): boolean =>
  isKnown(one) ? JSON.stringify(seen(one)) === JSON.stringify(seen(other)) : !isKnown(other)

/** Compares what is with what may be, and brings the guests up to date with what is. @returns a sentence for each fault */
export async function findings(searched: Searched, guests: readonly KnownGuest[]): Promise<string[]> {
  const faults: string[] = []
  const names = await listed(searched.client)
  for (const guest of guests) {
    const name = names.get(guest.uuid)
    const found = name === undefined ? nothing(guest.facts.name) : await observe(searched.client, guest.uuid, name)
    const match = guest.possible.find(facts => same(facts, found))
    const expected = guest.possible.map(facts => JSON.stringify(facts)).join(' or ')
    const during = guest.interrupted === undefined ? 'at rest' : `during ${guest.interrupted}`
    if (!match) faults.push(`${during}: found ${JSON.stringify(found)} in place of ${expected}`)
    guest.facts = { ...found, asleep: match?.asleep ?? 0 }
    guest.possible = [guest.facts]
    guest.interrupted = undefined
    names.delete(guest.uuid)
  }
  for (const name of names.values()) faults.push(`nobody has defined ${name}`)
  const now = guests.map(({ uuid, facts }) => ({ uuid, ...facts }))
  return [...faults, ...(await wrongProcesses(searched, now)), ...wrongFiles(searched, now)]
}

type Guests = readonly (GuestFacts & { readonly uuid: string })[]

/** How long a process may take to end after it was told to, or noticed that nobody is there any more. Milliseconds. */
const patience = 2000

async function wrongProcesses(searched: Searched, guests: Guests): Promise<string[]> {
  const end = Date.now() + patience
  for (;;) {
    const wrong = wrongAmong(searched, guests, await processesOf(searched.folder))
    if (wrong.length === 0 || Date.now() > end) return wrong
    await sleep(20)
  }
}

function wrongAmong({ folder, hasTpm }: Searched, guests: Guests, processes: readonly FoundProcess[]): string[] {
  const running = guests.filter(({ state }) => state !== 'off')
  const strangers = processes.filter(({ uuid }) => !running.some(guest => guest.uuid === uuid))
  return [
    ...strangers.map(({ pid, what, line }) => `${what} ${pid} belongs to no guest that runs: ${line}`),
    ...running.flatMap(({ name, uuid }) => {
      const own = processes.filter(process => process.uuid === uuid)
      const tpms = own.filter(({ what }) => what === 'swtpm').length
      const qemus = own.filter(({ what }) => what === 'qemu').map(({ pid }) => pid)
      const recorded = recordedPid(join(folder, 'run/libvirt/qemu/run'), name)
      const right = qemus.length === 1 && qemus[0] === recorded && tpms === (hasTpm(uuid) ? 1 : 0)
      return right ? [] : [`${name} has QEMUs ${qemus.join(' ')} and ${tpms} TPMs, its record names ${recorded}`]
    }),
  ]
}

function wrongFiles({ folder, hasTpm }: Searched, guests: Guests): string[] {
  const qemu = join(folder, 'config/libvirt/qemu')
  const run = join(folder, 'run/libvirt/qemu/run')
  const below = (path: string) => (existsSync(path) ? filesBelow(path) : [])
  const top = (path: string, pattern: RegExp) => below(path).filter(file => !file.includes('/') && pattern.test(file))
  const defined = guests.filter(({ version }) => version !== undefined)
  const active = guests.filter(({ state }) => state !== 'off')
  const folders = below(join(qemu, 'lib')).map(file => file.split('/')[0] ?? '')
  return [
    ...difference(
      'definition',
      top(qemu, /./),
      defined.map(({ name }) => `${name}.xml`),
    ),
    ...difference(
      'autostart link',
      below(join(qemu, 'autostart')),
      defined.filter(({ autostart }) => autostart).map(({ name }) => `${name}.xml`),
    ),
    ...difference(
      'saved guest',
      below(join(qemu, 'save')),
      guests.filter(({ saved }) => saved).map(({ name }) => `${name}.save`),
    ),
    ...difference(
      'record',
      top(run, /\.(xml|pid|new|damaged)/).filter(file => file !== 'driver.pid'),
      active.flatMap(({ name }) => [`${name}.pid`, `${name}.xml`]),
    ),
    ...difference(
      'private folder',
      [...new Set(folders)].map(file => file.replace(/^domain-\d+-/, '')),
      active.map(({ name }) => name),
    ),
    ...difference(
      'file of a TPM',
      below(join(run, 'swtpm')).map(file => file.replace(/^\d+-/, '')),
      active.filter(({ uuid }) => hasTpm(uuid)).flatMap(({ name }) => [`${name}-swtpm.pid`, `${name}-swtpm.sock`]),
    ),
    ...difference(
      'unfinished TPM',
      below(join(qemu, 'swtpm')).filter(file => file.includes('.new/')),
      [],
    ),
  ]
}

function difference(what: string, found: readonly string[], expected: readonly string[]): string[] {
  const count = (items: readonly string[], item: string) => items.filter(other => other === item).length
  return [...new Set([...found, ...expected])].flatMap(item => {
    const more = count(found, item) - count(expected, item)
    if (more === 0) return []
    return [more > 0 ? `a ${what} too many: ${item}` : `no ${what} for ${item}`]
  })
}
