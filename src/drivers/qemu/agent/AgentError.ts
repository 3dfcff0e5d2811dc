import { LibvirtError } from '../../../api/LibvirtError.js'

/** The guest's agent refused a command. `agentClass` is the stable part of the refusal: `GenericError`, `CommandNotFound`, … */
export class AgentError extends LibvirtError {
  constructor(
    readonly command: string,
    readonly agentClass: string,
    readonly description: string,
  ) {
    super('INTERNAL_ERROR', `unable to execute QEMU agent command '${command}': ${description || agentClass}`)
  }

  /** The agent does not know the command, or the guest's administrator has forbidden it. */
  get lacksCommand(): boolean {
    return this.agentClass === 'CommandNotFound' || this.agentClass === 'CommandDisabled'
  }
}
