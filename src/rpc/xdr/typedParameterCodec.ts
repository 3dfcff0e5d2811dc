import { stringMax, type TypedParameter } from '../../api/schema.js'
import type { Codec } from './Codec.js'
import { XdrError } from './XdrReader.js'

/** virTypedParameterType; the index in this list plus one travels. */
const types = ['int', 'uint', 'llong', 'ullong', 'double', 'boolean', 'string'] as const
/** VIR_TYPED_PARAM_FIELD_LENGTH less its NUL, in bytes. */
const longestField = 79

/** remote_typed_param: field name, type number, value. */
export const typedParameterCodec: Codec<TypedParameter> = {
  read(from) {
    const field = from.string(stringMax)
    if (Buffer.byteLength(field) > longestField) throw new XdrError(`parameter name '${field}' is too long`)
    const number = from.int()
    switch (types[number - 1]) {
      case 'int':
        return { field, type: 'int', value: from.int() }
      case 'uint':
        return { field, type: 'uint', value: from.uint() }
      case 'llong':
        return { field, type: 'llong', value: from.hyper() }
      case 'ullong':
        return { field, type: 'ullong', value: from.uhyper() }
      case 'double':
        return { field, type: 'double', value: from.double() }
      case 'boolean':
        return { field, type: 'boolean', value: from.flag() }
      case 'string':
        return { field, type: 'string', value: from.string(stringMax) }
      default:
        throw new XdrError(`unknown type ${number} of parameter '${field}'`)
    }
  },
  write(to, parameter) {
    to.string(parameter.field)
    to.int(types.indexOf(parameter.type) + 1)
    switch (parameter.type) {
      case 'int':
      case 'uint':
        return to.int(parameter.value)
      case 'llong':
        return to.hyper(parameter.value)
      case 'ullong':
        return to.uhyper(parameter.value)
      case 'double':
        return to.double(parameter.value)
      case 'boolean':
        return to.flag(parameter.value)
      case 'string':
        return to.string(parameter.value)
    }
  },
}
