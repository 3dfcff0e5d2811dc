// Reads what `mdevctl list --dumpjson` prints: a list of one object, which holds for each parent's address a list of
// objects, which hold for each UUID the properties of a device.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { MdevAttribute } from '../../model/nodedev/MdevCapability.js'
import type { NodeDevice } from '../../model/nodedev/NodeDevice.js'

/**
 * The mediated devices in mdevctl's answer, in its order.
 * @param parentName name of the device at an address, undefined when it is not on the host
 * @throws LibvirtError INTERNAL_ERROR for an answer of another shape
 */
export function parseMdevctlList(text: string, parentName: (address: string) => string | undefined): NodeDevice[] {
  if (text.trim() === '') return []
  const list = parseJson(text)
  if (!Array.isArray(list)) throw refusal('mdevctl JSON response contains no devices')
  if (list.length === 0) return []
  if (list.length > 1) throw refusal('Unexpected format for mdevctl response')
  const parents = asObject(list[0])
  if (!parents) throw refusal('device list is not an object')
  return Object.entries(parents).flatMap(([address, children]) => {
    if (!Array.isArray(children)) throw refusal("Parent device's JSON object data is not an array")
    return children.map((child: unknown) => {
      const device = parseChild(child, address, parentName(address))
      if (!device) throw refusal('Unable to parse child device')
      return device
    })
  })
}

function refusal(detail: string): LibvirtError {
  return new LibvirtError('INTERNAL_ERROR', detail)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw refusal('mdevctl JSON response contains no devices')
  }
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return Object.fromEntries(Object.entries(value))
}

function parseChild(child: unknown, parentAddress: string, parent = 'computer'): NodeDevice | undefined {
  const entries = Object.entries(asObject(child) ?? {})
  const [entry] = entries
  const properties = asObject(entry?.[1])
  if (!entry || entries.length > 1 || !properties) return undefined
  const [uuid] = entry
  const { mdev_type: mdevType, start, attrs } = properties
  const attributes = parseAttributes(attrs)
  if (!attributes || typeof mdevType !== 'string') return undefined
  const autostart = start === 'auto'
  return {
    name: `mdev_${uuid}_${parentAddress}`.replaceAll(/[^A-Za-z0-9]/g, '_'),
    parent,
    devlinks: [],
    capabilities: [{ type: 'mdev', mdevType, uuid, parentAddress, iommuGroup: 0, attributes, autostart }],
  }
}

function parseAttributes(attrs: unknown): MdevAttribute[] | undefined {
  if (!Array.isArray(attrs)) return []
  const attributes: MdevAttribute[] = []
  for (const attr of attrs) {
    const entries = Object.entries(asObject(attr) ?? {})
    const [entry] = entries
    if (!entry || entries.length > 1 || typeof entry[1] !== 'string') return undefined
    attributes.push({ name: entry[0], value: entry[1] })
  }
  return attributes
}
