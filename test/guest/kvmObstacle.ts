import { accessSync, constants, existsSync } from 'node:fs'

/**
 * Why guests cannot run on KVM here, or undefined when they can. A /dev/kvm is not enough: the pagetable-based KVM of some cloud
 * machines (module kvm_pvm) runs only kernels made for it, and a distribution's kernel hangs there for ever in its first second.
 */
export function kvmObstacle(): string | undefined {
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK)
  } catch {
    return 'no /dev/kvm that this user may open'
  }
  const hardware = ['kvm_intel', 'kvm_amd'].some(module => existsSync(`/sys/module/${module}`))
  return hardware ? undefined : 'the KVM of this machine is not backed by VMX or SVM'
}
