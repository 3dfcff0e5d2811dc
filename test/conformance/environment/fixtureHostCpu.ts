// The host CPUs a case may name, from fixtures/environment.json.
import { readFileSync } from 'node:fs'
import type { CpuDefinition } from '../../../src/model/cpu/CpuDefinition.js'

interface HostCpuFact {
  model: string
  vendor?: string
  features: string[]
}

/** The CPU of that name; undefined for a request that names none. */
export function fixtureHostCpu(root: string, name: unknown): CpuDefinition | undefined {
  if (typeof name !== 'string') return undefined
  const { hostCpu }: { hostCpu: Record<string, HostCpuFact> } = JSON.parse(
    readFileSync(`${root}/fixtures/environment.json`, 'utf8'),
  )
  const fact = hostCpu[name]
  if (fact === undefined) throw new Error(`no host CPU '${name}' in the fixtures`)
  const { model, vendor, features } = fact
  return {
    type: 'host',
    mode: 'custom',
    arch: 'x86_64',
    fallback: 'allow',
    model,
    ...(vendor !== undefined && { vendor }),
    features: features.map(feature => ({ name: feature, policy: 'require' })),
  }
}
