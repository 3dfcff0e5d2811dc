import { existsSync } from 'node:fs'
import t from 'tap'
import { kvmUsable } from '../../../../src/drivers/qemu/capabilities/kvmUsable.js'
import { probeEmulator } from '../../../../src/drivers/qemu/capabilities/probeEmulator.js'
import { systemClock } from '../../../../src/host/Clock.js'
import { systemProcesses } from '../../../../src/host/Processes.js'

const emulator = '/usr/bin/qemu-system-x86_64'
const missing = !existsSync(emulator) && `${emulator} is not installed`
const origin = { qemuCtime: 0, selfCtime: 0, selfVersion: 0, microcodeVersion: 0 }
const host = { processes: systemProcesses, clock: systemClock }

t.test('a real QEMU tells what it can do with and without KVM', { skip: missing }, async t => {
  const usable = await kvmUsable(undefined)
  const capabilities = await probeEmulator({ emulator, origin }, usable, host)
  t.match(capabilities, { emulator, arch: 'x86_64' })
  t.ok(capabilities.version >= 6_002_000)
  t.ok(capabilities.flags.has('virtio-scsi-pci'))
  t.equal(capabilities.flags.has('kvm'), capabilities.kvm !== undefined)
  t.ok(capabilities.tcg?.hostCpu?.properties.has('sse2'))
  t.ok(capabilities.tcg?.machines.some(({ alias }) => alias === 'q35'))
})

t.test('a program that is no QEMU is refused with what it said', async t => {
  await t.rejects(probeEmulator({ emulator: '/bin/cat', origin }, false, host), {
    code: 'INTERNAL_ERROR',
    message: /Failed to start QEMU binary \/bin\/cat for probing: .*invalid option/s,
  })
})
