import { LibvirtError } from '../../api/LibvirtError.js'
import type { XmlElement } from './XmlElement.js'

const powers = ['k', 'm', 'g', 't', 'p', 'e']

/** Factor of a unit: `KiB`/`K` are 1024, `KB` 1000, and so on; `b` and `bytes` are 1. Case does not matter. */
function factor(unit: string): bigint | undefined {
  const lower = unit.toLowerCase()
  if (lower === 'b' || lower === 'byte' || lower === 'bytes') return 1n
  const power = powers.indexOf(lower.slice(0, 1))
  if (power < 0) return undefined
  const rest = lower.slice(1)
  if (rest === '' || rest === 'ib') return 1024n ** BigInt(power + 1)
  return rest === 'b' ? 1000n ** BigInt(power + 1) : undefined
}

/**
 * `value` counted in `unit`, or in `scale` bytes when there is no unit (virScaleInteger).
 * @param place element named in the hint of a refusal
 * @throws LibvirtError INVALID_ARG for an unknown unit, OVERFLOW when more than `max` bytes result
 */
export function scaledBytes(
  value: bigint,
  unit: string | undefined,
  scale: bigint,
  max: bigint,
  place?: XmlElement,
): bigint {
  const options = place ? { hint: `See ${place.path}, line ${place.line}` } : {}
  const by = unit === undefined || unit === '' ? scale : factor(unit)
  if (by === undefined) throw new LibvirtError('INVALID_ARG', `unknown suffix '${unit}'`, options)
  if (value > max / by) throw new LibvirtError('OVERFLOW', `value too large: ${value}${unit ?? ''}`, options)
  return value * by
}
