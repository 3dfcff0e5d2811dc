// Turns QEMU's answers into capability flags, by the tables of flagSources.ts.
import type { JsonReader } from '../monitor/JsonReader.js'
import { QmpError } from '../monitor/QmpError.js'
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

type FlagTable = Readonly<Record<string, string>>

/** The answer, or undefined when QEMU refuses: the feature is not built in, or the host lacks it. */
export async function whenAvailable<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof QmpError) return undefined
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
    qmp.execute('qom-list-types').then(reply => pick(typeFlags, names(reply))),
    propertyFlags(qmp, 'device-list-properties', devicePropertyFlags),
    propertyFlags(qmp, 'qom-list-properties', objectPropertyFlags),
    propertyFlags(qmp, 'qom-list-properties', machinePropertyFlags),
    propertyFlags(qmp, 'qom-list-properties', { [`max-${arch}-cpu`]: cpuPropertyFlags }),
    listedFlags(qmp, 'query-tpm-models', tpmModelFlags),
    listedFlags(qmp, 'query-tpm-types', tpmTypeFlags),
    qmp.execute('query-command-line-options').then(optionBasedFlags),
    qmp.execute('query-migrate-capabilities').then(reply => pick(migrationFlags, names(reply, 'capability'))),
  ])
  return new Set(found.flat())
}

function pick(table: FlagTable, names: Iterable<string>): string[] {
  return [...names].flatMap(name => table[name] ?? [])
}

/** What each object of a list is called. */
function names(list: JsonReader, key = 'name'): string[] {
  return list.items().map(item => item.field(key).string())
}

async function schemaBasedFlags(qmp: QmpExecutor): Promise<string[]> {
  const schema = new QmpSchema(await qmp.execute('query-qmp-schema'))
  const commands = Object.keys(commandFlags).filter(name => schema.hasCommand(name))
  const spots = Object.keys(schemaFlags).filter(spot => schema.has(spot))
  return [...pick(commandFlags, commands), ...pick(schemaFlags, spots)]
}

async function propertyFlags(
  qmp: QmpExecutor,
  command: string,
  types: Readonly<Record<string, FlagTable>>,
): Promise<string[]> {
  const found = await Promise.all(
    Object.entries(types).map(async ([typename, table]) => {
      const reply = await whenAvailable(qmp.execute(command, { typename }))
      return reply ? [...pick(table, names(reply)), ...defaultFlags(typename, reply)] : []
    }),
  )
  return found.flat()
}

// SCSI passthrough of virtio disks was on by default once, and had to be switched off by name.
function defaultFlags(typename: string, properties: JsonReader): string[] {
  if (typename !== 'virtio-blk-pci') return []
  const scsi = properties.items().find(property => property.field('name').value === 'scsi')
  return scsi?.field('default-value').value === false ? ['virtio-blk-pci.scsi.default.disabled'] : []
}

async function listedFlags(qmp: QmpExecutor, command: string, table: FlagTable): Promise<string[]> {
  const reply = await whenAvailable(qmp.execute(command))
  return reply
    ? pick(
        table,
        reply.items().map(item => item.string()),
      )
    : []
}

function optionBasedFlags(reply: JsonReader): string[] {
  return reply.items().flatMap(option => {
    const table = optionFlags[option.field('option').string()]
    return table ? pick(table, names(option.field('parameters'))) : []
  })
}
