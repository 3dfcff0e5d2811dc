import type { ConfValue } from './ConfValue.js'
import { parseConf } from './parseConf.js'

/**
 * Keys that two versions of a configuration file do not agree on, added and removed ones included; sorted.
 * @param file name in messages
 * @throws LibvirtError CONF_SYNTAX or OVERFLOW
 */
export function changedKeys(before: string, after: string, file: string): string[] {
  const [old, present] = [parseConf(before, file), parseConf(after, file)]
  const names = new Set([...old.keys(), ...present.keys()])
  return [...names].filter(name => written(old.get(name)) !== written(present.get(name))).toSorted()
}

const written = (value: ConfValue | undefined): string | undefined =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part))
