import type { Channel } from '../../../model/domain/devices/characterDevice.js'
import type { Domain } from '../../../model/domain/Domain.js'

/** Name by which guests' agents are known. */
const agentName = 'org.qemu.guest_agent.0'

/** The channel by which a guest's agent is reached. */
export function agentDevice({ devices }: Pick<Domain, 'devices'>): Channel | undefined {
  return devices.channel.find(isAgentDevice)
}

export function isAgentDevice({ target }: Channel): boolean {
  return target.type === 'virtio' && target.name === agentName
}
