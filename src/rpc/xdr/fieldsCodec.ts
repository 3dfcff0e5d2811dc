// Compiles the schemas of src/api into XDR readers and writers, once per row.
import { type Fields, type Schema, stringMax } from '../../api/schema.js'
import type { Codec } from './Codec.js'
import { referenceCodecs } from './referenceCodecs.js'
import { typedParameterCodec } from './typedParameterCodec.js'
import { uuidCodec } from './uuidCodec.js'
import { OversizeError } from './OversizeError.js'

type Values = Record<string, unknown>
const compiled = new WeakMap<Fields, Codec<Values>>()

/** The codec of a row's arguments or results. */
export function fieldsCodec(fields: Fields): Codec<Values> {
  let codec = compiled.get(fields)
  if (!codec) compiled.set(fields, (codec = compileFields(fields)))
  return codec
}

function compileFields(fields: Fields): Codec<Values> {
  const parts = Object.entries(fields).map(([name, schema]) => ({ name, codec: compile(schema) }))
  return {
    read(from) {
      const values: Values = {}
      for (const { name, codec } of parts) values[name] = codec.read(from)
      return values
    },
    write(to, values) {
      for (const { name, codec } of parts) codec.write(to, values[name])
    },
  }
}

/** Ties a codec of one type to the general one: rows are checked against their schema by TypeScript on both sides. */
const erase = <T>(codec: Codec<T>): Codec => codec as Codec

function compile(schema: Schema): Codec {
  switch (schema.kind) {
    case 'char':
    case 'short':
    case 'int':
      return erase<number>({ read: from => from.int(), write: (to, value) => to.int(value) })
    case 'uint':
      return erase<number>({ read: from => from.uint(), write: (to, value) => to.int(value) })
    case 'hyper':
      return erase<bigint>({ read: from => from.hyper(), write: (to, value) => to.hyper(value) })
    case 'uhyper':
      return erase<bigint>({ read: from => from.uhyper(), write: (to, value) => to.uhyper(value) })
    case 'double':
      return erase<number>({ read: from => from.double(), write: (to, value) => to.double(value) })
    case 'uuid':
      return erase(uuidCodec)
    case 'typedParameter':
      return erase(typedParameterCodec)
    case 'chars':
      return erase(schema.length === undefined ? countedChars(schema.max ?? 0) : fixedChars(schema.length))
    case 'charBytes':
      return erase(charBytes(schema.max ?? 0))
    case 'string':
      return erase<string>({ read: from => from.string(schema.max), write: (to, value) => to.string(value) })
    case 'opaque':
      return erase<Uint8Array>({
        read: from => Uint8Array.from(from.bytes(from.count(schema.max))),
        write: (to, value) => {
          if (value.length > schema.max) {
            throw new OversizeError(`the answer has ${value.length} bytes where the protocol carries ${schema.max}`)
          }
          to.int(value.length)
          to.bytes(value)
        },
      })
    case 'optional':
      return optionalCodec(compile(schema.item))
    case 'list':
      return erase(listCodec(compile(schema.item), schema.max))
    case 'struct':
      return erase(fieldsCodec(schema.fields))
    case 'reference':
      return schema.byName ? erase(nameCodec) : referenceCodecs[schema.of]
  }
}

function optionalCodec(item: Codec): Codec {
  return {
    read: from => (from.flag() ? item.read(from) : undefined),
    write(to, value) {
      to.flag(value !== undefined)
      if (value !== undefined) item.write(to, value)
    },
  }
}

function listCodec(item: Codec, max: number): Codec<unknown[]> {
  return {
    read(from) {
      const count = from.count(max)
      const items: unknown[] = []
      for (let index = 0; index < count; index++) items.push(item.read(from))
      return items
    },
    write(to, items) {
      if (items.length > max)
        throw new OversizeError(`the answer has ${items.length} elements where the protocol carries ${max}`)
      to.int(items.length)
      for (const value of items) item.write(to, value)
    },
  }
}

/** Node device calls: the bare name stands for the reference. */
const nameCodec: Codec<{ name: string }> = {
  read: from => ({ name: from.string(stringMax) }),
  write: (to, value) => to.string(value.name),
}

/** Characters take four bytes each, even in arrays. */
function fixedChars(length: number): Codec<string> {
  return {
    read(from) {
      const bytes = Buffer.alloc(length)
      for (let index = 0; index < length; index++) bytes[index] = from.int()
      const end = bytes.indexOf(0)
      return bytes.toString('utf8', 0, end < 0 ? length : end)
    },
    write(to, value) {
      const bytes = Buffer.alloc(length)
      // The last character stays NUL, as in the C arrays these come from.
      bytes.write(value, 0, length - 1, 'utf8')
      for (const byte of bytes) to.int(byte)
    },
  }
}

function charBytes(max: number): Codec<Uint8Array> {
  return {
    read(from) {
      const bytes = Buffer.alloc(from.count(max))
      for (let index = 0; index < bytes.length; index++) bytes[index] = from.int()
      return bytes
    },
    write(to, value) {
      if (value.length > max) throw new OversizeError(`${value.length} bytes where the protocol carries ${max}`)
      to.int(value.length)
      for (const byte of value) to.int(byte)
    },
  }
}

function countedChars(max: number): Codec<string> {
  return {
    read(from) {
      const bytes = Buffer.alloc(from.count(max))
      for (let index = 0; index < bytes.length; index++) bytes[index] = from.int()
      const end = bytes.indexOf(0)
      return bytes.toString('utf8', 0, end < 0 ? bytes.length : end)
    },
    write(to, value) {
      const bytes = Buffer.from(`${value}\0`)
      to.int(bytes.length)
      for (const byte of bytes) to.int(byte)
    },
  }
}
