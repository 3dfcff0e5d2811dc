// Turns QEMU's answers into capability flags, by the tables of flagSources.ts.
import { LibvirtError } from '../../../api/LibvirtError.js'
import {
  commandFlags,
  cpuPropertyFlags,
  devicePropertyFlags,
  machinePropertyFlags,
  migrationFlags,
  objectPropertyFlags,
  optionFlags,
  schemaFlags,
  tpmModelFlags,
  tpmTypeFlags,
  typeFlags,
} from './flagSources.js'
import type { QmpExecutor } from './QmpExecutor.js'
import { QmpSchema } from './QmpSchema.js'
import { listIn, namesIn, objectsIn, type QmpObject, textAt } from './qmpValues.js'

type FlagTable = Readonly<Record<string, string>>

/** The answer, or undefined when QEMU refuses: the feature is not built in, or the host lacks it. */
export async function whenAvailable<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof LibvirtError) return undefined
    throw error
  }
}

/**
 * Asks for everything flags are made from, all at once, and returns the flags found.
 * @param arch QEMU's name of the target, as in the names of its CPU types
 */
export async function probeFlags(qmp: QmpExecutor, arch: string): Promise<Set<string>> {
  const found = await Promise.all([
    schemaBasedFlags(qmp),
    qmp.execute('qom-list-types').then(reply => pick(typeFlags, namesIn(reply, 'qom-list-types'))),
    propertyFlags(qmp, 'device-list-properties', devicePropertyFlags),
    propertyFlags(qmp, 'qom-list-properties', objectPropertyFlags),
    propertyFlags(qmp, 'qom-list-properties', machinePropertyFlags),
    propertyFlags(qmp, 'qom-list-properties', { [`max-${arch}-cpu`]: cpuPropertyFlags }),
    listedFlags(qmp, 'query-tpm-models', tpmModelFlags),
    listedFlags(qmp, 'query-tpm-types', tpmTypeFlags),
    qmp.execute('query-command-line-options').then(optionBasedFlags),
    qmp.execute('query-migrate-capabilities').then(reply => {
      const capabilities = objectsIn(reply, 'query-migrate-capabilities')
      return pick(
        migrationFlags,
        capabilities.map(capability => textAt(capability, 'capability')),
      )
    }),
  ])
  return new Set(found.flat())
}

function pick(table: FlagTable, names: Iterable<string>): string[] {
  return [...names].flatMap(name => table[name] ?? [])
}

async function schemaBasedFlags(qmp: QmpExecutor): Promise<string[]> {
  const schema = new QmpSchema(await qmp.execute('query-qmp-schema'))
  return [
    ...pick(
      commandFlags,
      Object.keys(commandFlags).filter(name => schema.hasCommand(name)),
    ),
    ...pick(
      schemaFlags,
      Object.keys(schemaFlags).filter(spot => schema.has(spot)),
    ),
  ]
}

async function propertyFlags(
  qmp: QmpExecutor,
  command: string,
  types: Readonly<Record<string, FlagTable>>,
): Promise<string[]> {
  const found = await Promise.all(
    Object.entries(types).map(async ([typename, table]) => {
      const reply = await whenAvailable(qmp.execute(command, { typename }))
      const properties = reply === undefined ? [] : objectsIn(reply, command)
      return [
        ...pick(
          table,
          properties.map(property => textAt(property, 'name')),
        ),
        ...defaultFlags(typename, properties),
      ]
    }),
  )
  return found.flat()
}

// SCSI passthrough of virtio disks was on by default once, and had to be switched off by name.
function defaultFlags(typename: string, properties: readonly QmpObject[]): string[] {
  if (typename !== 'virtio-blk-pci') return []
  const off = properties.some(property => property['name'] === 'scsi' && property['default-value'] === false)
  return off ? ['virtio-blk-pci.scsi.default.disabled'] : []
}

async function listedFlags(qmp: QmpExecutor, command: string, table: FlagTable): Promise<string[]> {
  const reply = await whenAvailable(qmp.execute(command))
  return reply === undefined ? [] : pick(table, listIn(reply, command).map(String))
}

function optionBasedFlags(reply: unknown): string[] {
  return objectsIn(reply, 'query-command-line-options').flatMap(option => {
    const table = optionFlags[textAt(option, 'option')]
    return table ? pick(table, namesIn(option['parameters'], 'parameters')) : []
  })
}
