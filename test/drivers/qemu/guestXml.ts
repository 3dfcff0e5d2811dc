import { agentImage } from '../../guest/agentImage.js'
import { guestImage } from '../../guest/guestImage.js'
import { kvmObstacle } from '../../guest/kvmObstacle.js'

export interface GuestChoice {
  readonly name?: string
  /** Switches of the guest, see test/guest/guestFiles.ts. */
  readonly commandLine?: string
  /** Elements to add below <domain> and below <devices>. */
  readonly more?: string
  readonly devices?: string
  /** Runs QEMU's guest agent, and gives it its channel. */
  readonly agent?: boolean
}

const agentChannel = "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"

// no_timer_check: under load an emulated timer comes too late for the kernel's check of it, and it gives up.
/** A document of the small guest that the tests boot. */
export function guestXml({
  name = 'web1',
  commandLine = '',
  more = '',
  devices = '',
  agent,
}: GuestChoice = {}): string {
  const { kernel, initramfs } = agent ? agentImage() : guestImage()
  return `<domain type='${kvmObstacle() ? 'qemu' : 'kvm'}'>
  <name>${name}</name>
  <memory unit='MiB'>192</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <kernel>${kernel}</kernel>
    <initrd>${initramfs}</initrd>
    <cmdline>console=ttyS0 quiet no_timer_check ${agent ? 'virtbus.agent ' : ''}${commandLine}</cmdline>
  </os>
  <features><acpi/></features>
  <cpu mode='custom'><model>qemu64</model></cpu>
  ${more}
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <serial type='pty'/>
    ${agent ? agentChannel : ''}${devices}
  </devices>
</domain>`
}
