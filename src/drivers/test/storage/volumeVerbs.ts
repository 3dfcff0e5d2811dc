// Pretended volumes: they have sizes, names, and the bytes that were written to them.
import type { storageVolCreateXml } from '../../../api/calls/index.js'
import type { Prepared, Verbs } from '../../../api/Driver.js'
import { storageVolDownloadFlags, storageVolResizeFlags, storageVolWipeAlgorithm } from '../../../api/enums/storage.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { formatVolume } from '../../../model/storage/formatVolume.js'
import { parseVolume } from '../../../model/storage/parseVolume.js'
import { volumeTypes } from '../../../model/storage/poolTypes.js'
import type { Volume } from '../../../model/storage/Volume.js'
import type { TestHost, TestObjects } from '../TestHost.js'
import type { TestPool } from './TestPool.js'
import { TestVolume } from './TestVolume.js'
import { downloadFrom, uploadTo } from './volumeStreams.js'

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

function prepare(
  host: TestHost,
  pool: TestPool,
  xml: string,
  original?: TestVolume,
): Prepared<typeof storageVolCreateXml, TestObjects> {
  pool.requireActive()
  const described = parseVolume(xml, pool.definition)
  // A copy is no smaller than its original.
  const capacity = original ? largest(described.capacity, original.definition.capacity) : described.capacity
  return {
    details: new TestVolume(pool, described).details,
    run: () => {
      const vol = addVolume(host, pool, { ...described, capacity })
      if (original) vol.content.copy(original.content, Number(capacity))
      return { vol }
    },
  }
}

const largest = (one: bigint, other: bigint): bigint => (one > other ? one : other)

/** @throws LibvirtError INVALID_ARG for a size below what the volume has, OPERATION_FAILED when the pool is full */
function resize(host: TestHost, vol: TestVolume, given: bigint, flags: number): void {
  const { ALLOCATE, DELTA, SHRINK } = storageVolResizeFlags
  vol.pool.requireActive()
  const { capacity: before, allocation } = vol.definition
  const step = flags & SHRINK ? -given : given
  const capacity = largest(flags & DELTA ? before + step : given, 0n)
  if (capacity < before && !(flags & SHRINK)) {
    const text = "Can't shrink capacity below current capacity unless shrink flag explicitly specified"
    throw new LibvirtError('INVALID_ARG', text)
  }
  if (capacity < allocation) throw new LibvirtError('INVALID_ARG', "can't shrink capacity below existing allocation")
  if (flags & ALLOCATE && capacity - allocation > vol.pool.usage.available) {
    throw new LibvirtError('OPERATION_FAILED', 'Not enough space left in storage pool')
  }
  vol.definition = { ...vol.definition, capacity, allocation: flags & ALLOCATE ? capacity : allocation }
  vol.content.clear(Number(capacity))
  host.change('changed', vol, ['storageVolGetInfoFlags', 'storageVolGetXmlDesc'])
  host.change('changed', vol.pool, ['storagePoolGetInfo'])
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
        return prepare(host, pool, xml, clonevol)
      },
    },
    storageVolDelete: ({ vol }) => {
      vol.pool.requireActive()
      vol.pool.volumes.delete(vol.name)
      vol.content.clear()
      host.change('removed', vol)
      host.change('changed', vol.pool, ['storagePoolGetInfo'])
    },
    storageVolLookupByName: ({ pool, name }) => ({ vol: pool.volumeNamed(name) }),
    storageVolLookupByKey: ({ key }) => {
      const vol = host.volumeAt(key)
      if (!vol) throw new LibvirtError('NO_STORAGE_VOL', `no storage vol with matching key '${key}'`)
      return { vol }
    },
    storageVolLookupByPath: ({ path }) => {
      const vol = host.volumeAt(path)
      if (!vol) throw new LibvirtError('NO_STORAGE_VOL', `no storage vol with matching path '${path}'`)
      return { vol }
    },
    // What lies in memory is what the host has: physical size and allocation are the same.
    storageVolGetInfoFlags: ({ vol }) => volumeInfo(vol),
    storageVolResize: ({ vol, capacity, flags }) => resize(host, vol, capacity, flags),
    storageVolWipePattern: ({ vol, algorithm }) => {
      vol.pool.requireActive()
      if (algorithm >= Object.keys(storageVolWipeAlgorithm).length) {
        throw new LibvirtError('INVALID_ARG', `wiping algorithm ${algorithm} not supported`)
      }
      vol.content.clear()
    },
    storageVolUpload: ({ vol, offset, length }, { openStream }) => {
      vol.pool.requireActive()
      if (!openStream) throw new LibvirtError('NO_SUPPORT', 'virStorageVolUpload')
      openStream(uploadTo(vol, offset, length))
    },
    storageVolDownload: ({ vol, offset, length, flags }, { openStream }) => {
      vol.pool.requireActive()
      if (!openStream) throw new LibvirtError('NO_SUPPORT', 'virStorageVolDownload')
      openStream(downloadFrom(vol, offset, length, (flags & storageVolDownloadFlags.SPARSE_STREAM) !== 0))
    },
    storageVolGetXmlDesc: ({ vol }) => ({ xml: formatVolume(vol.definition) }),
    storageVolGetPath: ({ vol }) => ({ name: vol.path }),
    storagePoolListAllVolumes: ({ pool }) => {
      pool.requireActive()
      const vols = [...pool.volumes.values()]
      return { vols, ret: vols.length }
    },
  }
}
