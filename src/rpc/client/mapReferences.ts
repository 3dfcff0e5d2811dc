import type { Values } from '../../access/perform.js'
import type { Found } from '../../api/Driver.js'
import type { Fields, ObjectKind, References, Schema } from '../../api/schema.js'

type Mapping = (kind: ObjectKind, value: unknown) => unknown

/** Values of fields with every reference to an object among them replaced, at any depth. */
export function mapReferences(fields: Fields, values: Values, map: Mapping): Values {
  return Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, mapValue(schema, values[name], map)]))
}

function mapValue(schema: Schema, value: unknown, map: Mapping): unknown {
  if (value === undefined) return undefined
  switch (schema.kind) {
    case 'reference':
      return map(schema.of, value)
    case 'optional':
      return mapValue(schema.item, value, map)
    case 'list':
      return Array.isArray(value) ? value.map(item => mapValue(schema.item, item, map)) : value
    case 'struct':
      // A structure of the schema is an object of its fields.
      return mapReferences(schema.fields, value as Values, map)
    default:
      return value
  }
}

/** An object of another daemon: that daemon finds it, and decides who may do what to it. */
export function remoteObject<K extends ObjectKind>(kind: K, reference: References[K]): Found<K> {
  return { kind, reference, details: {} }
}

/** Plain references become objects. */
export const toObjects: Mapping = (kind, value) => remoteObject(kind, value as References[ObjectKind])

/** Objects become plain references; plain ones stay. */
export const toReferences: Mapping = (_kind, value) =>
  typeof value === 'object' && value !== null && 'reference' in value ? value.reference : value
