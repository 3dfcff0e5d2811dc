// Writes a storage pool's document the way libvirt does.
import { formatYesNo } from '../xml/read.js'
import { XmlWriter } from '../xml/XmlWriter.js'
import { formatPermissions } from './Permissions.js'
import { type Pool, poolNamespaces, type PoolUsage } from './Pool.js'
import { formatPoolSource } from './PoolSource.js'

const unused: PoolUsage = { capacity: 0n, allocation: 0n, available: 0n }

/** The document of a pool, as `virsh pool-dumpxml` shows it. */
export function formatPool(pool: Pool, usage: PoolUsage = unused): string {
  const writer = new XmlWriter()
  formatPoolElement(writer, pool, usage)
  return writer.toString()
}

/** Writes the pool as part of another document. */
export function formatPoolElement(writer: XmlWriter, pool: Pool, usage: PoolUsage = unused): void {
  const namespace = pool.options && poolNamespaces[pool.options.kind]
  const declaration = namespace ? { [`xmlns:${namespace.prefix}`]: namespace.uri } : {}
  writer.element('pool', { type: pool.type, ...declaration }, () => {
    writer.text('name', pool.name).text('uuid', pool.uuid)
    for (const name of ['capacity', 'allocation', 'available'] as const) {
      writer.element(name, { unit: 'bytes' }, usage[name])
    }
    if (pool.cow !== undefined) {
      writer.element('features', {}, () => writer.element('cow', { state: formatYesNo(pool.cow) }))
    }
    formatPoolSource(writer, pool.source, pool.type)
    const { target, refreshAllocation } = pool
    if (target) {
      writer.enclosing('target', {}, () => {
        writer.text('path', target.path)
        formatPermissions(writer, target.permissions)
      })
    }
    if (refreshAllocation !== undefined) {
      writer.element('refresh', {}, () => writer.element('volume', { allocation: refreshAllocation }))
    }
    formatOptions(writer, pool)
  })
}

function formatOptions(writer: XmlWriter, { options }: Pool): void {
  if (!options) return
  const { prefix, block } = poolNamespaces[options.kind]
  const settings = options.kind === 'mount' ? options.names.map(name => ({ name })) : options.settings
  writer.element(`${prefix}:${block}`, {}, () => {
    for (const setting of settings) writer.element(`${prefix}:option`, { ...setting })
  })
}
