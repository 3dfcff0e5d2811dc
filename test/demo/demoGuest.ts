import type { GuestImage } from '../guest/guestImage.js'
import { kvmObstacle } from '../guest/kvmObstacle.js'

export const demoName = 'virtbus-demo'

/** What a person would write: a name, memory, a kernel and a serial console. The daemon completes the rest. */
export function demoGuest({ kernel, initramfs }: GuestImage): string {
  return `<domain type='${kvmObstacle() ? 'qemu' : 'kvm'}'>
  <name>${demoName}</name>
  <memory unit='MiB'>256</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <kernel>${kernel}</kernel>
    <initrd>${initramfs}</initrd>
    <cmdline>console=ttyS0 quiet</cmdline>
  </os>
  <features><acpi/></features>
  <devices>
    <console type='pty'/>
  </devices>
</domain>`
}
