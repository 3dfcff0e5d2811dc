// The `qemu:` elements: arguments, environment, capabilities and device properties handed to QEMU behind libvirt's back.
import { nonEmpty, refuseAt, requiredEnum } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

/** Namespace URI of the elements. */
export const qemuNamespaceUri = 'http://libvirt.org/schemas/domain/qemu/1.0'

const propertyTypes = ['string', 'signed', 'unsigned', 'bool', 'remove'] as const

export interface PropertyOverride {
  name: string
  type: (typeof propertyTypes)[number]
  value: string | undefined
}

export interface QemuNamespace {
  args: string[]
  env: { name: string; value: string | undefined }[]
  /** Flags added to and taken from what was probed. */
  capabilitiesAdd: string[]
  capabilitiesDelete: string[]
  /** Properties by device alias. */
  overrides: Map<string, PropertyOverride[]>
  /** What QEMU does about deprecated commands. */
  deprecation: string | undefined
}

export function parseQemuNamespace(root: XmlElement): QemuNamespace | undefined {
  const own = (element: XmlElement | undefined, name: string) =>
    element?.elements().filter(child => child.namespace === qemuNamespaceUri && child.localName === name) ?? []
  const [commandline] = own(root, 'commandline')
  const [capabilities] = own(root, 'capabilities')
  const [override] = own(root, 'override')
  const [deprecation] = own(root, 'deprecation')
  const parsed: QemuNamespace = {
    args: own(commandline, 'arg').map(parseArg),
    env: own(commandline, 'env').map(parseEnv),
    capabilitiesAdd: own(capabilities, 'add').map(parseCapability),
    capabilitiesDelete: own(capabilities, 'del').map(parseCapability),
    overrides: new Map(),
    deprecation: undefined,
  }
  for (const device of own(override, 'device')) {
    const alias = device.attribute('alias')
    if (alias === undefined) throw refuseAt(device, "missing 'alias' attribute for qemu:device")
    if (parsed.overrides.has(alias)) throw refuseAt(device, `duplicate qemu:device override for alias '${alias}'`)
    const [frontend] = own(device, 'frontend')
    parsed.overrides.set(alias, own(frontend, 'property').map(parseProperty))
  }
  parsed.deprecation = deprecation && nonEmpty(deprecation, 'behavior')
  const { args, env, capabilitiesAdd, capabilitiesDelete, overrides } = parsed
  const empty = args.length + env.length + capabilitiesAdd.length + capabilitiesDelete.length + overrides.size === 0
  return empty && !parsed.deprecation ? undefined : parsed
}

function parseArg(element: XmlElement): string {
  const value = element.attribute('value')
  if (value === undefined) throw refuseAt(element, 'No qemu command-line argument specified', 'INTERNAL_ERROR')
  return value
}

function parseEnv(element: XmlElement): QemuNamespace['env'][number] {
  const name = element.attribute('name')
  const refuse = (detail: string) => refuseAt(element, detail, 'INTERNAL_ERROR')
  if (name === undefined) throw refuse('No qemu environment name specified')
  if (!/^[A-Za-z_]/.test(name)) throw refuse('Invalid environment name, it must begin with a letter or underscore')
  if (!/^\w+$/.test(name)) {
    throw refuse('Invalid environment name, it must contain only alphanumerics and underscore')
  }
  return { name, value: element.attribute('value') }
}

function parseCapability(element: XmlElement): string {
  const capability = element.attribute('capability')
  if (capability === undefined) throw refuseAt(element, 'missing capability name', 'INTERNAL_ERROR')
  return capability
}

function parseProperty(element: XmlElement): PropertyOverride {
  const name = element.attribute('name')
  const value = element.attribute('value')
  if (name === undefined) throw refuseAt(element, "missing 'name' attribute for qemu:property")
  if (name === 'id' || name === 'driver') {
    throw refuseAt(element, `'${name}' property can't be overridden`)
  }
  const type = requiredEnum(element, 'type', propertyTypes)
  if (type !== 'remove' && value === undefined) {
    throw refuseAt(element, `missing 'value' attribute for 'qemu:property' '${name}'`)
  }
  return { name, type, value }
}

export function formatQemuNamespace(writer: XmlWriter, namespace: QemuNamespace | undefined): void {
  if (!namespace) return
  writer.elementIfAny('qemu:commandline', {}, () => {
    for (const value of namespace.args) writer.element('qemu:arg', { value })
    for (const { name, value } of namespace.env) writer.element('qemu:env', { name, value })
  })
  writer.elementIfAny('qemu:capabilities', {}, () => {
    for (const capability of namespace.capabilitiesAdd) writer.element('qemu:add', { capability })
    for (const capability of namespace.capabilitiesDelete) writer.element('qemu:del', { capability })
  })
  writer.elementIfAny('qemu:override', {}, () => {
    for (const [alias, properties] of namespace.overrides) {
      writer.element('qemu:device', { alias }, () => {
        writer.elementIfAny('qemu:frontend', {}, () => {
          for (const { name, type, value } of properties) writer.element('qemu:property', { name, type, value })
        })
      })
    }
  })
  if (namespace.deprecation) writer.element('qemu:deprecation', { behavior: namespace.deprecation })
}
