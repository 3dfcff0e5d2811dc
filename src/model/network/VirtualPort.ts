// Owns <virtualport>: what a switch outside the kernel's bridge wants to know of a port.
import { parseInteger } from '../xml/parseInteger.js'
import { parseUuid } from '../xml/parseUuid.js'
import { oneOf, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

export const virtualPortTypes = ['802.1Qbg', '802.1Qbh', 'openvswitch', 'midonet'] as const
export type VirtualPortType = (typeof virtualPortTypes)[number]

/** Parameters of all types; which of them a type knows is in `knownParameters`. */
export interface VirtualPort {
  readonly type?: VirtualPortType | undefined
  /** 8 bits. */
  readonly managerId?: number | undefined
  /** 24 bits. */
  readonly typeId?: number | undefined
  /** 8 bits. */
  readonly typeIdVersion?: number | undefined
  readonly instanceId?: string | undefined
  readonly interfaceId?: string | undefined
  readonly profileId?: string | undefined
}

type Parameter = keyof Omit<VirtualPort, 'type'>

/** In the order libvirt writes them. */
const parameterNames = {
  managerId: 'managerid',
  typeId: 'typeid',
  typeIdVersion: 'typeidversion',
  instanceId: 'instanceid',
  interfaceId: 'interfaceid',
  profileId: 'profileid',
} as const satisfies Record<Parameter, string>

/** A port without a type may have them all: it completes another one. */
const knownParameters: Record<VirtualPortType, readonly Parameter[]> = {
  '802.1Qbg': ['managerId', 'typeId', 'typeIdVersion', 'instanceId'],
  '802.1Qbh': ['profileId'],
  openvswitch: ['interfaceId', 'profileId'],
  midonet: ['interfaceId'],
}

/** Longest profile id (LIBVIRT_IFLA_VF_PORT_PROFILE_MAX counts the terminating NUL). */
const longestProfileId = 39

/** @throws LibvirtError XML_ERROR for values that cannot be read and for parameters the type does not know */
export function parseVirtualPort(element: XmlElement): VirtualPort {
  const text = element.attribute('type')
  const type = oneOf(text, virtualPortTypes)
  if (text !== undefined && type === undefined)
    throw refuseAt(element, `unknown virtualport type ${text}`, 'CONFIG_UNSUPPORTED')
  const parameters = element.child('parameters')
  const port: VirtualPort = parameters ? { type, ...parseParameters(parameters) } : { type }
  if (type !== undefined) refuseExtras(element, port, type)
  return port
}

function parseParameters(element: XmlElement): Omit<VirtualPort, 'type'> {
  return {
    managerId: number(element, 'managerid', 0xffn, 'value of managerid out of range'),
    typeId: number(element, 'typeid', 0xffffffn, 'value for typeid out of range'),
    typeIdVersion: number(element, 'typeidversion', 0xffn, 'value of typeidversion out of range'),
    instanceId: uuid(element, 'instanceid'),
    interfaceId: uuid(element, 'interfaceid'),
    profileId: parseProfileId(element),
  }
}

function number(element: XmlElement, name: string, max: bigint, beyond: string): number | undefined {
  const text = element.attribute(name)
  if (text === undefined) return undefined
  const value = parseInteger(text, { min: 0n, max: 0xffffffffn, base: 0 })
  if (value === undefined) throw refuseAt(element, `cannot parse value of ${name} parameter`)
  if (value > max) throw refuseAt(element, beyond)
  return Number(value)
}

function uuid(element: XmlElement, name: string): string | undefined {
  const text = element.attribute(name)
  if (text === undefined) return undefined
  const value = parseUuid(text)
  if (value === undefined) throw refuseAt(element, `cannot parse ${name} parameter as a uuid`)
  return value
}

function parseProfileId(element: XmlElement): string | undefined {
  const text = element.attribute('profileid')
  if (text !== undefined && Buffer.byteLength(text) > longestProfileId) {
    throw refuseAt(element, 'profileid parameter too long')
  }
  return text || undefined
}

function refuseExtras(element: XmlElement, port: VirtualPort, type: VirtualPortType): void {
  for (const parameter of givenParameters(port)) {
    if (!knownParameters[type].includes(parameter)) {
      const name = parameterNames[parameter]
      throw refuseAt(element, `extra ${name} unsupported in <virtualport type='${type}'>`)
    }
  }
}

function givenParameters(port: VirtualPort): Parameter[] {
  const all: Parameter[] = ['managerId', 'typeId', 'typeIdVersion', 'instanceId', 'interfaceId', 'profileId']
  return all.filter(parameter => port[parameter] !== undefined)
}

/** Writes nothing for a port of no type and without parameters. */
export function formatVirtualPort(writer: XmlWriter, port: VirtualPort | undefined): void {
  if (!port) return
  const given = givenParameters(port)
  const attributes = Object.fromEntries(given.map(parameter => [parameterNames[parameter], port[parameter]]))
  writer.elementIfAny('virtualport', { type: port.type }, () => {
    if (given.length > 0) writer.element('parameters', attributes)
  })
}
