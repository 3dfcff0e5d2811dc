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

const chardevId = 'chrtpm'

function addFd(context: CommandContext, name: string): CommandOption[] {
  const set = context.descriptors.sets.get(name)
  return (set?.fds ?? []).map(fd => ({ kind: 'add-fd', set: set?.number ?? 0, fd, opaque: name }))
}

function fdPath(context: CommandContext, name: string, path: string | undefined): string | undefined {
  const set = context.descriptors.sets.get(name)
  return set ? `/dev/fdset/${set.number}` : path
}

function backend(tpm: Tpm, context: CommandContext): CommandOption[] {
  const alias = aliasOf(tpm.info)
  const id = `tpm-${alias}`
  switch (tpm.backend.type) {
    case 'passthrough': {
      const path = fdPath(context, `${alias}-tpm`, tpm.backend.device)
      const cancel = fdPath(context, `${alias}-cancel`, undefined)
      return [
        ...addFd(context, `${alias}-tpm`),
        ...addFd(context, `${alias}-cancel`),
        argument('-tpmdev', `passthrough,${keyValue({ id, path, 'cancel-path': cancel })}`),
      ]
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
