import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { domainBlockResizeFlags } from '../../../src/api/enums/domain.js'
import { guestXml } from './guestXml.js'
import { qemuHost } from './qemuHost.js'

t.test('the image of a running guest grows', async t => {
  const host = await qemuHost(t)
  const disks = ['raw', 'qcow2'].map((format, index) => {
    const image = join(host.root, `disk.${format}`)
    execFileSync('qemu-img', ['create', '-q', '-f', format, image, '1M'])
    return `<disk type='file'><driver name='qemu' type='${format}'/><source file='${image}'/><target dev='vd${'ab'[index]}' bus='virtio'/></disk>`
  })
  const dom = await host.define(guestXml({ devices: disks.join('') }))
  const resize = (disk: string, size: bigint, flags = 0) =>
    host.call(calls.domainBlockResize, { dom, disk, size, flags })
  const capacity = async (path: string) => (await host.call(calls.domainGetBlockInfo, { dom, path, flags: 0 })).capacity
  await t.rejects(resize('vda', 2048n), { code: 'OPERATION_INVALID' })
  await host.call(calls.domainCreateWithFlags, { dom, flags: 1 })
  await resize('vda', 2048n)
  t.equal(await capacity('vda'), 2n << 20n)
  await resize('vdb', (3n << 20n) - 100n, domainBlockResizeFlags.BYTES)
  t.equal(await capacity('vdb'), 3n << 20n, 'rounded to what QEMU takes')
  await t.rejects(resize('vdz', 2048n), { code: 'INVALID_ARG' })
  await t.rejects(resize('vda', 1n << 62n), { code: 'OVERFLOW' })
  await t.rejects(resize('vda', 0n, domainBlockResizeFlags.CAPACITY), { code: 'INVALID_ARG' })
  t.equal(await capacity('vda'), 2n << 20n)
  await host.call(calls.domainDestroyFlags, { dom, flags: 0 })
})
