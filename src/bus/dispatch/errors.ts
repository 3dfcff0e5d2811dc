// Errors of the D-Bus layer itself, with the names and words that GLib's services use: clients match on them.
// The quotes are U+201C and U+201D.
import { BusError, busErrors } from '../connection/BusError.js'

export const noSuchMethod = (member: string) => new BusError(busErrors.unknownMethod, `No such method “${member}”`)

export const noSuchInterfaceAt = (name: string, path: string) =>
  new BusError(busErrors.unknownMethod, `No such interface “${name}” on object at path ${path}`)

export const noSuchObject = (path: string) =>
  new BusError(busErrors.unknownMethod, `Object does not exist at path “${path}”`)

export const noSuchInterface = (name: string) => new BusError(busErrors.invalidArgs, `No such interface “${name}”`)

export const noSuchProperty = (name: string) => new BusError(busErrors.invalidArgs, `No such property “${name}”`)

export const notWritable = (name: string) => new BusError(busErrors.invalidArgs, `Property “${name}” is not writable`)

export const wrongPropertyType = (name: string, expected: string, given: string) =>
  new BusError(
    busErrors.invalidArgs,
    `Error setting property “${name}”: Expected type “${expected}” but got “${given}”`,
  )

export const wrongSignature = (given: string, expected: string) =>
  new BusError(busErrors.invalidArgs, `Type of message, “(${given})”, does not match expected type “(${expected})”`)
