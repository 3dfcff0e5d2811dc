// Entropy for the guest.
import type { Domain } from '../../../model/domain/Domain.js'
import type { Rng } from '../../../model/domain/devices/rng.js'
import { addressProperties } from './addressProperties.js'
import { aliasOf } from './characterDevices.js'
import { chardevOptions } from './chardev.js'
import type { CommandContext } from './CommandContext.js'
import { type CommandOption, device, type DeviceProperties, object } from './CommandOption.js'
import { virtioDriver, virtioProperties } from './virtioDevice.js'

function backend(rng: Rng, context: CommandContext): CommandOption[] {
  const alias = aliasOf(rng.info)
  const id = `obj${alias}`
  switch (rng.backend.model) {
    case 'random':
      return [object({ 'qom-type': 'rng-random', id, filename: rng.backend.device })]
    case 'builtin':
      return [object({ 'qom-type': 'rng-builtin', id })]
    case 'egd':
      return [
        ...chardevOptions(rng.backend.source, alias, 'rng', context),
        object({ 'qom-type': 'rng-egd', id, chardev: `char${alias}` }),
      ]
  }
}

/** Milliseconds of a period when only a number of bytes was given. */
const defaultPeriod = 1000

export function rngDevice(rng: Rng, domain: Domain): DeviceProperties {
  const { info } = rng
  return {
    driver: virtioDriver('virtio-rng', info, rng.model),
    ...virtioProperties(rng.virtio),
    rng: `obj${aliasOf(info)}`,
    id: aliasOf(info),
    'max-bytes': rng.rate,
    period: rng.rate === undefined ? undefined : (rng.period ?? defaultPeriod),
    ...addressProperties(domain, info),
  }
}

export function rngOptions(rng: Rng, domain: Domain, context: CommandContext): CommandOption[] {
  return [...backend(rng, context), device(rngDevice(rng, domain))]
}
