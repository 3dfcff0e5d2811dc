import type { Domain } from '../../../src/model/domain/Domain.js'
import type { DomainContext } from '../../../src/model/domain/DomainContext.js'
import { formatDomain } from '../../../src/model/domain/formatDomain.js'
import type { FormatOptions, ParseOptions } from '../../../src/model/domain/options.js'
import { parseDomain } from '../../../src/model/domain/parseDomain.js'
import { fixedRandom } from '../../conformance/fixedRandom.js'

/** No hypervisor driver: nothing but the document and the general rules. */
export const genericContext: DomainContext = { random: fixedRandom, hostArch: 'x86_64' }

/** The shortest domain there is, with a fragment in it; elements of the fragment replace the usual ones. */
export function minimalDomain(fragment: string): string {
  const usual = [
    ['name', '<name>web1</name>'],
    ['uuid', '<uuid>63840878-0deb-4095-97e6-fc444d9bc9fa</uuid>'],
    ['memory', "<memory unit='KiB'>1048576</memory>"],
    ['vcpu', '<vcpu>4</vcpu>'],
    ['os', "<os><type arch='x86_64' machine='q35'>hvm</type></os>"],
  ] as const
  const missing = usual
    .filter(([name]) => !new RegExp(`(?:^|>)<${name}[ >/]`, 'm').test(fragment))
    .map(([, text]) => text)
  return `<domain type='kvm'>${missing.join('')}${fragment}</domain>`
}

/** Reads the minimal domain with the fragment. */
export function readDomain(fragment: string, options: ParseOptions = { inactive: true }): Domain {
  return parseDomain(minimalDomain(fragment), genericContext, options)
}

/** What is written for one element directly below `<domain>`, its indentation taken away; empty when it is left out. */
export function rewritten(name: string, fragment: string, options: FormatOptions = { inactive: true }): string {
  const lines = formatDomain(readDomain(fragment), options).split('\n')
  const start = lines.findIndex(line => new RegExp(`^  <${name}[ >/]`).test(line))
  if (start < 0) return ''
  const length = lines.slice(start).findIndex(line => line.startsWith(`  </${name}>`))
  const oneLine = /\/>$|<\/[^>]+>$/.test(lines[start] ?? '')
  return lines
    .slice(start, oneLine ? start + 1 : start + length + 1)
    .map(line => line.slice(2))
    .join('\n')
}
