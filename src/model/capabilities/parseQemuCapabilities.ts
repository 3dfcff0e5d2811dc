// The cache document `<qemuCaps>`, read. A document that lacks something required is refused whole: the cache then probes again.
import { LibvirtError } from '../../api/LibvirtError.js'
import { parseXmlRoot } from '../xml/parseXml.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type {
  Accelerator,
  AcceleratorCapabilities,
  QemuCapabilities,
  QemuCpuModel,
  QemuCpuProperty,
  QemuHostCpu,
  QemuMachine,
  QemuProbeOrigin,
  SevCapabilities,
  SgxCapabilities,
} from './QemuCapabilities.js'

/**
 * Reads the cache document.
 * @throws LibvirtError XML_ERROR naming the element at fault
 */
export function parseQemuCapabilities(text: string): QemuCapabilities {
  const root = parseXmlRoot(text, '(qemu capabilities)', 'qemuCaps')
  const packageName = root.child('package')?.text
  const kvm = parseAccelerator(root, 'kvm')
  const tcg = parseAccelerator(root, 'tcg')
  const sev = root.child('sev')
  const sgx = root.child('sgx')
  const hyperv = root.child('hypervCapabilities')
  return {
    emulator: textOf(root, 'emulator'),
    arch: textOf(root, 'arch'),
    version: numberOf(root, 'version'),
    ...(packageName !== undefined && { package: packageName }),
    flags: new Set(root.elements('flag').map(flag => attributeOf(flag, 'name'))),
    ...(kvm && { kvm }),
    ...(tcg && { tcg }),
    ...(sev && { sev: parseSev(sev) }),
    ...(sgx?.attribute('supported') === 'yes' && { sgx: parseSgx(sgx) }),
    ...(hyperv?.attribute('supported') === 'yes' && {
      hyperv: hyperv.elements('cap').map(cap => attributeOf(cap, 'name')),
    }),
    ...(root.child('kvmSupportsNesting') && { kvmSupportsNesting: true }),
    origin: parseOrigin(root),
  }
}

function parseOrigin(root: XmlElement): QemuProbeOrigin {
  const signature = root.child('hostCPUSignature')?.text
  const kernelVersion = root.child('kernelVersion')?.text
  const fingerprint = root.child('fingerprint')?.text
  return {
    qemuCtime: numberOf(root, 'qemuctime'),
    ...(root.child('qemumoddirmtime') && { moduleDirMtime: numberOf(root, 'qemumoddirmtime') }),
    selfCtime: numberOf(root, 'selfctime'),
    selfVersion: numberOf(root, 'selfvers'),
    microcodeVersion: numberOf(root, 'microcodeVersion'),
    ...(signature !== undefined && { hostCpuSignature: signature }),
    ...(kernelVersion !== undefined && { kernelVersion }),
    ...(fingerprint !== undefined && { fingerprint }),
  }
}

function parseAccelerator(root: XmlElement, type: Accelerator): AcceleratorCapabilities | undefined {
  const own = (name: string) => root.elements(name).filter(element => element.attribute('type') === type)
  const hostCpu = own('hostCPU')[0]
  const cpus = own('cpu').map(parseCpuModel)
  const machines = own('machine').map(parseMachine)
  if (!hostCpu && cpus.length === 0 && machines.length === 0) return undefined
  return { ...(hostCpu && { hostCpu: parseHostCpu(hostCpu) }), cpus, machines }
}

function parseHostCpu(element: XmlElement): QemuHostCpu {
  return {
    model: attributeOf(element, 'model'),
    migratability: yes(element, 'migratability'),
    properties: new Map(
      element.elements('property').map(property => [attributeOf(property, 'name'), parseProperty(property)]),
    ),
  }
}

function parseProperty(element: XmlElement): QemuCpuProperty {
  const migratable = element.attribute('migratable')
  return {
    value: propertyValue(element),
    ...(migratable !== undefined && { migratable: migratable === 'yes' }),
  }
}

function propertyValue(element: XmlElement): QemuCpuProperty['value'] {
  const text = attributeOf(element, 'value')
  const type = attributeOf(element, 'type')
  if (type === 'string') return text
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  if (type === 'number' && /^-?\d+$/.test(text)) return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text)
  return refuse(element, `value '${text}' is no ${type}`)
}

function parseCpuModel(element: XmlElement): QemuCpuModel {
  const typename = element.attribute('typename')
  const usable = element.attribute('usable')
  return {
    name: attributeOf(element, 'name'),
    ...(typename !== undefined && { typename }),
    usable: usable === 'yes' || usable === 'no' ? usable : 'unknown',
    blockers: element.elements('blocker').map(blocker => attributeOf(blocker, 'name')),
    deprecated: yes(element, 'deprecated'),
  }
}

function parseMachine(element: XmlElement): QemuMachine {
  const alias = element.attribute('alias')
  const defaultCpu = element.attribute('defaultCPU')
  const defaultRamId = element.attribute('defaultRAMid')
  const acpi = element.attribute('acpi')
  return {
    name: attributeOf(element, 'name'),
    ...(alias !== undefined && { alias }),
    hotplugCpus: yes(element, 'hotplugCpus'),
    maxCpus: Number(element.attribute('maxCpus') ?? 0),
    isDefault: yes(element, 'default'),
    ...(defaultCpu !== undefined && { defaultCpu }),
    numaMemSupported: yes(element, 'numaMemSupported'),
    ...(defaultRamId !== undefined && { defaultRamId }),
    deprecated: yes(element, 'deprecated'),
    ...(acpi !== undefined && { acpi: acpi === 'yes' }),
  }
}

function parseSev(element: XmlElement): SevCapabilities {
  const cpu0Id = element.child('cpu0Id')?.text
  return {
    cbitpos: numberOf(element, 'cbitpos'),
    reducedPhysBits: numberOf(element, 'reducedPhysBits'),
    pdh: textOf(element, 'pdh'),
    certChain: textOf(element, 'certChain'),
    ...(cpu0Id !== undefined && { cpu0Id }),
  }
}

function parseSgx(element: XmlElement): SgxCapabilities {
  const claims = (name: string) => textOf(element, name) === 'yes'
  return {
    flc: claims('flc'),
    sgx1: claims('sgx1'),
    sgx2: claims('sgx2'),
    sectionSize: BigInt(textOf(element, 'section_size')),
    sections: (element.child('sections')?.elements('section') ?? []).map(section => ({
      node: Number(attributeOf(section, 'node')),
      size: BigInt(attributeOf(section, 'size')),
    })),
  }
}

const yes = (element: XmlElement, name: string): boolean => element.attribute(name) === 'yes'

function attributeOf(element: XmlElement, name: string): string {
  return element.attribute(name) ?? refuse(element, `attribute '${name}' is missing`)
}

function textOf(element: XmlElement, name: string): string {
  return element.child(name)?.text ?? refuse(element, `element <${name}> is missing`)
}

function numberOf(element: XmlElement, name: string): number {
  const text = textOf(element, name)
  return /^\d+$/.test(text) ? Number(text) : refuse(element, `<${name}> holds '${text}', not a number`)
}

function refuse(element: XmlElement, why: string): never {
  throw new LibvirtError('XML_ERROR', `QEMU capabilities cache, ${element.path}: ${why}`)
}
