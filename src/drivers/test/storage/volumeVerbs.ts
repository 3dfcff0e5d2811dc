// Pretended volumes: they have sizes and names, and no bytes.
import type { storageVolCreateXml } from '../../../api/calls/index.js'
import type { Prepared, Verbs } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { formatVolume } from '../../../model/storage/formatVolume.js'
import { parseVolume } from '../../../model/storage/parseVolume.js'
import { volumeTypes } from '../../../model/storage/poolTypes.js'
import type { Volume } from '../../../model/storage/Volume.js'
import type { TestHost, TestObjects } from '../TestHost.js'
import type { TestPool } from './TestPool.js'
import { TestVolume } from './TestVolume.js'

/** Puts a volume into its pool. @throws LibvirtError STORAGE_VOL_EXIST, INTERNAL_ERROR when the pool is full */
export function addVolume(host: TestHost, pool: TestPool, described: Volume): TestVolume {
  pool.requireActive()
  if (pool.volumes.has(described.name)) throw new LibvirtError('STORAGE_VOL_EXIST', `'${described.name}'`)
  if (described.allocation > pool.usage.available) {
    throw new LibvirtError('INTERNAL_ERROR', `Not enough free space in pool for volume '${described.name}'`)
  }
  const volume = new TestVolume(pool, described)
  pool.volumes.set(volume.name, volume)
  host.change('added', volume)
  host.change('changed', pool, ['storagePoolGetInfo'])
  return volume
}

function prepare(host: TestHost, pool: TestPool, xml: string): Prepared<typeof storageVolCreateXml, TestObjects> {
  pool.requireActive()
  const described = parseVolume(xml, pool.definition)
  return {
    details: new TestVolume(pool, described).details,
    run: () => ({ vol: addVolume(host, pool, described) }),
  }
}

function* activeVolumes(host: TestHost): Generator<TestVolume> {
  for (const pool of host.pools) if (pool.active) yield* pool.volumes.values()
}

function volumeInfo({ definition: { type, capacity, allocation } }: TestVolume) {
  return { type: volumeTypes.indexOf(type), capacity, allocation }
}

export function volumeVerbs(host: TestHost): Verbs<TestObjects> {
  return {
    storageVolCreateXml: { prepare: ({ pool, xml }) => prepare(host, pool, xml) },
    storageVolCreateXmlFrom: {
      prepare: ({ pool, xml, clonevol }) => {
        clonevol.pool.requireActive()
        return prepare(host, pool, xml)
      },
    },
    storageVolDelete: ({ vol }) => {
      vol.pool.requireActive()
      vol.pool.volumes.delete(vol.name)
      host.change('removed', vol)
      host.change('changed', vol.pool, ['storagePoolGetInfo'])
    },
    storageVolLookupByName: ({ pool, name }) => ({ vol: pool.volumeNamed(name) }),
    storageVolLookupByKey: ({ key }) => {
      for (const vol of activeVolumes(host)) if (vol.path === key) return { vol }
      throw new LibvirtError('NO_STORAGE_VOL', `no storage vol with matching key '${key}'`)
    },
    storageVolLookupByPath: ({ path }) => {
      for (const vol of activeVolumes(host)) if (vol.path === path) return { vol }
      throw new LibvirtError('NO_STORAGE_VOL', `no storage vol with matching path '${path}'`)
    },
    storageVolGetInfo: ({ vol }) => volumeInfo(vol),
    storageVolGetXmlDesc: ({ vol }) => ({ xml: formatVolume(vol.definition) }),
    storageVolGetPath: ({ vol }) => ({ name: vol.path }),
    storagePoolListAllVolumes: ({ pool }) => {
      pool.requireActive()
      const vols = [...pool.volumes.values()]
      return { vols, ret: vols.length }
    },
  }
}
