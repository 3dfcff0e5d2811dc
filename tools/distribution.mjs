// What differs from one distribution to the next, for the files that are made at build time.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** Who QEMU runs as. The numbers are those that the distributions' own libvirt packages reserve. */
const QEMU_ACCOUNTS = {
  debian: { qemuUser: 'libvirt-qemu', qemuGroup: 'libvirt-qemu', qemuPrimaryGroup: 'kvm', qemuId: '64055' },
  fedora: { qemuUser: 'qemu', qemuGroup: 'qemu', qemuPrimaryGroup: 'qemu', qemuId: '107' },
}

/** 'debian', 'fedora', or undefined for a distribution of neither family (os-release(5)). */
export function distributionFamily() {
  if (!existsSync('/etc/os-release')) return undefined
  const ids = [...readFileSync('/etc/os-release', 'utf8').matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)]
  const words = ids.flatMap(([, value]) => value.split(' '))
  return Object.keys(QEMU_ACCOUNTS).find(
    family => words.includes(family) || (family === 'fedora' && words.includes('rhel')),
  )
}

export const qemuAccount = (family = distributionFamily()) => QEMU_ACCOUNTS[family ?? 'fedora']

/** Where settings of units are. */
export const settingsFolder = (family = distributionFamily()) =>
  family === 'debian' ? '/etc/default' : '/etc/sysconfig'

/** The major version of the systemd that is installed, or of the oldest one we support when none is. */
export function systemdVersion() {
  const { stdout } = spawnSync('systemctl', ['--version'], { encoding: 'utf8' })
  return Number(/^systemd (\d+)/.exec(stdout ?? '')?.[1] ?? 252)
}
