import type { GuestImage } from './guestImage.js'
import { kvmObstacle } from './kvmObstacle.js'

export interface GuestChoice {
  name: string
  /** Words for its kernel command line: see docs/testing.md. */
  words?: string
  /** Elements below <devices>, beside its console. */
  devices?: string
}

// no_timer_check: under load an emulated timer comes too late for the kernel's check of it, and it gives up.
/** What a person would write: a name, memory, a kernel and a serial console. The daemon completes the rest. */
export function guestXml({ kernel, initramfs }: GuestImage, { name, words = '', devices = '' }: GuestChoice): string {
  return `<domain type='${kvmObstacle() ? 'qemu' : 'kvm'}'>
  <name>${name}</name>
  <memory unit='MiB'>256</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <kernel>${kernel}</kernel>
    <initrd>${initramfs}</initrd>
    <cmdline>${`console=ttyS0 quiet no_timer_check ${words}`.trim()}</cmdline>
  </os>
  <features><acpi/></features>
  <devices>
    <console type='pty'/>${devices}
  </devices>
</domain>`
}
