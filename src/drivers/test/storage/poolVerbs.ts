// Pretended storage pools.
import {
  connectListAllStoragePoolsFlags as list,
  storagePoolEventLifecycleType,
  storagePoolState,
  storageXMLFlags,
} from '../../../api/enums/storage.js'
import type { storagePoolDefineXml } from '../../../api/calls/index.js'
import type { Prepared, Verbs } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { formatPoolCapabilities } from '../../../model/storage/formatPoolCapabilities.js'
import { formatPool } from '../../../model/storage/formatPool.js'
import { parsePool, parsePoolSourceDocument } from '../../../model/storage/parsePool.js'
import type { Pool } from '../../../model/storage/Pool.js'
import { type PoolType, poolTypes } from '../../../model/storage/poolTypes.js'
import { escapeXml } from '../../../model/xml/XmlWriter.js'
import { passesFilter } from '../../selectObjects.js'
import type { TestHost, TestObjects } from '../TestHost.js'
import { TestPool } from './TestPool.js'

const activityFields = ['storagePoolIsActive', 'storagePoolGetXmlDesc', 'storagePoolGetInfo'] as const
const configFields = ['storagePoolIsPersistent', 'storagePoolGetXmlDesc', 'storagePoolGetAutostart'] as const
const flag = (claim: boolean): number => (claim ? 1 : 0)

type Event = keyof typeof storagePoolEventLifecycleType
function tell(host: TestHost, pool: TestPool, event: Event, fields: readonly string[]): void {
  host.options.feed.emit('storagePoolLifecycleEvent', { pool, event: storagePoolEventLifecycleType[event], detail: 0 })
  host.change('changed', pool, fields)
}

/** The pool of this definition, made when there is none. @throws LibvirtError when name and UUID disagree */
export function poolFor(host: TestHost, definition: Pool): TestPool {
  const existing = host.pools.withUuid(definition.uuid)
  if (existing && existing.name !== definition.name) {
    throw new LibvirtError('OPERATION_FAILED', `pool '${existing.name}' is already defined with uuid ${existing.uuid}`)
  }
  const namesake = host.pools.withName(definition.name)
  if (namesake && namesake !== existing) {
    throw new LibvirtError('OPERATION_FAILED', `pool '${namesake.name}' already exists with uuid ${namesake.uuid}`)
  }
  if (existing) return existing
  const pool = new TestPool(definition, host.room)
  host.pools.add(pool)
  host.change('added', pool)
  return pool
}

function start(host: TestHost, pool: TestPool, definition: Pool): void {
  pool.requireInactive()
  pool.live = definition
  tell(host, pool, 'STARTED', activityFields)
  for (const volume of pool.volumes.values()) host.change('added', volume)
}

function forgetIfGone(host: TestHost, pool: TestPool): void {
  if (pool.active || pool.config) return
  host.pools.delete(pool)
  host.change('removed', pool)
}

function prepare(
  host: TestHost,
  xml: string,
  act: (pool: TestPool, definition: Pool) => void,
): Prepared<typeof storagePoolDefineXml, TestObjects> {
  const definition = parsePool(xml, host.options.context.random)
  return {
    details: { pool_name: definition.name, pool_uuid: definition.uuid },
    run: () => {
      const pool = poolFor(host, definition)
      act(pool, definition)
      return { pool }
    },
  }
}

function define(host: TestHost, pool: TestPool, definition: Pool): void {
  pool.config = definition
  tell(host, pool, 'DEFINED', configFields)
}

export function poolVerbs(host: TestHost): Verbs<TestObjects> {
  const missing = (what: string) => new LibvirtError('NO_STORAGE_POOL', `no storage pool with matching ${what}`)
  return {
    storagePoolDefineXml: {
      prepare: ({ xml }) => prepare(host, xml, (pool, definition) => define(host, pool, definition)),
    },
    storagePoolCreateXml: {
      prepare: ({ xml }) => prepare(host, xml, (pool, definition) => start(host, pool, definition)),
    },
    storagePoolCreate: ({ pool }) => start(host, pool, pool.definition),
    storagePoolBuild: ({ pool }) => {
      pool.requireInactive()
      tell(host, pool, 'CREATED', [])
    },
    storagePoolDelete: ({ pool }) => {
      pool.requireInactive()
      tell(host, pool, 'DELETED', [])
    },
    storagePoolDestroy: ({ pool }) => {
      pool.requireActive()
      pool.live = undefined
      // Those of an inactive pool cannot be seen.
      for (const volume of pool.volumes.values()) host.change('removed', volume)
      tell(host, pool, 'STOPPED', activityFields)
      forgetIfGone(host, pool)
    },
    storagePoolUndefine: ({ pool }) => {
      pool.requireInactive()
      pool.config = undefined
      pool.autostart = false
      tell(host, pool, 'UNDEFINED', configFields)
      forgetIfGone(host, pool)
    },
    storagePoolRefresh: ({ pool }) => {
      pool.requireActive()
      host.options.feed.emit('storagePoolRefreshEvent', { pool })
      host.change('changed', pool, ['storagePoolGetInfo'])
    },
    storagePoolGetInfo: ({ pool }) => ({
      state: pool.active ? storagePoolState.RUNNING : storagePoolState.INACTIVE,
      ...pool.usage,
    }),
    storagePoolGetXmlDesc: ({ pool, flags }) => {
      const inactive = (flags & storageXMLFlags.XML_INACTIVE) !== 0
      return { xml: formatPool(inactive ? (pool.config ?? pool.definition) : pool.definition, pool.usage) }
    },
    storagePoolGetAutostart: ({ pool }) => ({ autostart: flag(pool.autostart) }),
    storagePoolSetAutostart: ({ pool, autostart }) => {
      if (!pool.config) throw new LibvirtError('INVALID_ARG', 'pool has no config file')
      pool.autostart = autostart !== 0
      host.change('changed', pool, ['storagePoolGetAutostart'])
    },
    storagePoolIsActive: ({ pool }) => ({ active: flag(pool.active) }),
    storagePoolIsPersistent: ({ pool }) => ({ persistent: flag(pool.config !== undefined) }),
    storagePoolLookupByName: ({ name }) => {
      const pool = host.pools.withName(name)
      if (!pool) throw missing(`name '${name}'`)
      return { pool }
    },
    storagePoolLookupByUuid: ({ uuid }) => {
      const pool = host.pools.withUuid(uuid)
      if (!pool) throw missing(`uuid '${uuid}'`)
      return { pool }
    },
    storagePoolLookupByVolume: ({ vol }) => ({ pool: vol.pool }),
    storagePoolLookupByTargetPath: ({ path }) => {
      for (const pool of host.pools) if (pool.active && pool.path === path) return { pool }
      throw missing(`target path '${path}'`)
    },
    connectListAllStoragePools: ({ flags }) => {
      const pools = [...host.pools].filter(pool => isWanted(pool, flags))
      return { pools, ret: pools.length }
    },
    // Any pool can be pretended.
    connectGetStoragePoolCapabilities: () => ({ capabilities: formatPoolCapabilities(new Set(poolTypes)) }),
    connectFindStoragePoolSources: ({ type, srcSpec }) => ({ xml: findSources(type, srcSpec) }),
  }
}

/** Bits that select by type of pool, in the order in which libvirt gave them out. */
const typeFlags: readonly (readonly [number, PoolType])[] = poolTypes.flatMap(type => {
  const name = type.toUpperCase().replace('-', '_')
  const bit = Object.entries(list).find(([key]) => key === name)?.[1]
  return bit === undefined ? [] : [[bit, type] as const]
})

function isWanted(pool: TestPool, flags: number): boolean {
  const facts = { active: pool.active, persistent: pool.config !== undefined, autostart: pool.autostart }
  if (!passesFilter(facts, flags, list)) return false
  const types = typeFlags.filter(([bit]) => (flags & bit) !== 0).map(([, type]) => type)
  return types.length === 0 || types.includes(pool.definition.type)
}

/** What a search finds on the pretended host: two volume groups, or one export of any NFS server. */
function findSources(type: string, srcSpec: string | undefined): string {
  if (type === 'logical') {
    const groups = [
      ['testvg1', '/dev/sda20'],
      ['testvg2', '/dev/sda21'],
    ].map(([name, device]) => source(`<device path='${device}'/>`, `<name>${name}</name>`, "<format type='lvm2'/>"))
    return `<sources>\n${groups.join('')}</sources>\n`
  }
  if (type !== 'netfs') {
    throw new LibvirtError('NO_SUPPORT', `pool type '${type}' does not support source discovery`)
  }
  if (srcSpec === undefined) throw new LibvirtError('INVALID_ARG', 'hostname must be specified for netfs sources')
  const server = parsePoolSourceDocument(srcSpec, 'netfs').hosts[0]?.name ?? ''
  return `<sources>\n${source(`<host name='${escapeXml(server)}'/>`, "<dir path='/testshare'/>", "<format type='nfs'/>")}</sources>\n`
}

const source = (...lines: readonly string[]) =>
  `  <source>\n${lines.map(line => `    ${line}\n`).join('')}  </source>\n`
