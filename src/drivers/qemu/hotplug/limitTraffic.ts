import type { Device } from '../../../model/domain/devices/Device.js'
import { throttleCommand } from '../command/initialCommands.js'
import type { HotplugGuest } from './HotplugGuest.js'

/** Tells QEMU the limits of a disk that has just got its image: no option of its own says them. @throws QmpError */
export async function limitTraffic({ monitor }: Pick<HotplugGuest, 'monitor'>, device: Device): Promise<void> {
  const command = device.kind === 'disk' ? throttleCommand(device) : undefined
  if (command) await monitor.execute(command.execute, command.arguments)
}
