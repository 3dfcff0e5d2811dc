// The capabilities the goldens were recorded with: section 4 of the conformance contract.
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parseQemuCapabilities } from '../../../src/model/capabilities/parseQemuCapabilities.js'
import type {
  AcceleratorCapabilities,
  QemuCapabilities,
  QemuMachine,
} from '../../../src/model/capabilities/QemuCapabilities.js'

const parsed = new Map<string, QemuCapabilities>()

/** The digested probe result `NAME` of the corpus, as recorded. */
export function readFixtureCapabilities(root: string, name: string): QemuCapabilities {
  const path = `${root}/qemu-caps/${name}.xml.gz`
  const known = parsed.get(path)
  if (known) return known
  const capabilities = parseQemuCapabilities(gunzipSync(readFileSync(path)).toString())
  parsed.set(path, capabilities)
  return capabilities
}

/**
 * The same with machine type aliases frozen: a machine known by an alias is called by it, and the versioned name stays as a
 * second machine that is never the default.
 */
export function freezeMachineAliases(capabilities: QemuCapabilities): QemuCapabilities {
  const { kvm, tcg } = capabilities
  return { ...capabilities, ...(kvm && { kvm: freeze(kvm) }), ...(tcg && { tcg: freeze(tcg) }) }
}

function freeze(accelerator: AcceleratorCapabilities): AcceleratorCapabilities {
  const aliased: QemuMachine[] = []
  const machines = accelerator.machines.map(machine => {
    const { alias, ...rest } = machine
    if (alias === undefined) return machine
    aliased.push({ ...rest, isDefault: false })
    return { ...rest, name: alias }
  })
  return { ...accelerator, machines: [...machines, ...aliased] }
}

/** What a domain case runs with: the fixture, frozen, with the flags its parameters add and take away. */
export function caseCapabilities(root: string, params: Record<string, unknown>): QemuCapabilities {
  const name = typeof params['caps'] === 'string' ? params['caps'] : 'caps_10.0.0_x86_64'
  const capabilities = freezeMachineAliases(readFixtureCapabilities(root, name))
  const flags = new Set(capabilities.flags)
  for (const flag of namesIn(params['capsAdd'])) flags.add(flag)
  for (const flag of namesIn(params['capsDel'])) flags.delete(flag)
  return { ...capabilities, flags }
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(name => typeof name === 'string') : []
}
