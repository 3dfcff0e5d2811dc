// Trusted platform modules.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { Tpm } from '../../../model/domain/devices/tpm.js'
import { addressProperties } from './addressProperties.js'
import { aliasOf } from './characterDevices.js'
import { chardevSocket } from './chardev.js'
import type { CommandContext } from './CommandContext.js'
import { argument, type CommandOption, device } from './CommandOption.js'
import { keyValue } from './keyValue.js'
import { passedSet } from './passedSet.js'

const chardevId = 'chrtpm'

function backend(tpm: Tpm, context: CommandContext): CommandOption[] {
  const alias = aliasOf(tpm.info)
  const id = `tpm-${alias}`
  switch (tpm.backend.type) {
    case 'passthrough': {
      const module = passedSet(context, `${alias}-tpm`)
      const cancel = passedSet(context, `${alias}-cancel`)
      const properties = { id, path: module.path ?? tpm.backend.device, 'cancel-path': cancel.path }
      return [...module.options, ...cancel.options, argument('-tpmdev', `passthrough,${keyValue(properties)}`)]
    }
    case 'emulator': {
      const path = context.tpmSockets.get(alias)
      return [
        chardevSocket(chardevId, { path }, context),
        argument('-tpmdev', `emulator,id=${id},chardev=${chardevId}`),
      ]
    }
    case 'external': {
      const { source } = tpm.backend
      const path = source.type === 'unix' ? source.path : undefined
      return [
        chardevSocket(chardevId, { path }, context),
        argument('-tpmdev', `emulator,id=${id},chardev=${chardevId}`),
      ]
    }
  }
}

/** Everything for a TPM. @throws LibvirtError CONFIG_UNSUPPORTED when no model was chosen */
export function tpmOptions(tpm: Tpm, domain: Domain, context: CommandContext): CommandOption[] {
  const alias = aliasOf(tpm.info)
  if (tpm.model === undefined) throw new LibvirtError('CONFIG_UNSUPPORTED', 'TPM model is not set')
  const properties = { driver: tpm.model, tpmdev: `tpm-${alias}`, id: alias, ...addressProperties(domain, tpm.info) }
  return [...backend(tpm, context), device(properties)]
}
