import type { StorageSource } from './storageSource.js'

/** All images of a disk: itself, its data file, and what is behind it. */
export function* imageChain(source: StorageSource): Generator<StorageSource> {
  yield source
  if (source.dataStore) yield source.dataStore
  if (source.backing) yield* imageChain(source.backing)
}
