import { LibvirtError } from '../../../api/LibvirtError.js'

/** QEMU refused a command. `qmpClass` is the stable part of the refusal: `GenericError`, `CommandNotFound`, `DeviceNotFound`, … */
export class QmpError extends LibvirtError {
  constructor(
    readonly command: string,
    readonly qmpClass: string,
    readonly description: string,
  ) {
    super('INTERNAL_ERROR', `unable to execute QEMU command '${command}': ${description}`)
  }
}
