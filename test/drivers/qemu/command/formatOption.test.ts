import t from 'tap'
import type { CommandOption } from '../../../../src/drivers/qemu/command/CommandOption.js'
import { formatOption } from '../../../../src/drivers/qemu/command/formatOption.js'
import { keyValue } from '../../../../src/drivers/qemu/command/keyValue.js'
import { toJson } from '../../../../src/drivers/qemu/command/toJson.js'
import { emulatorWith, modernEmulator } from './commandFixture.js'

t.test('QEMU’s own syntax doubles commas, flattens nested values and writes switches as words', async t => {
  t.equal(keyValue({ path: '/a,b', on: true, off: false, nothing: undefined }), 'path=/a,,b,on=on,off=off')
  t.equal(
    keyValue({ server: [{ host: 'a', port: 1 }, { host: 'b' }] }),
    'server.0.host=a,server.0.port=1,server.1.host=b',
  )
})

t.test('JSON keeps the order of the properties, 64 bit numbers and null, and leaves undefined ones out', async t => {
  t.equal(
    toJson({ driver: 'x', wwn: 0xffff_ffff_ffff_ffffn, backing: null, gone: undefined, list: [1, true, 'é"'] }),
    '{"driver":"x","wwn":18446744073709551615,"backing":null,"list":[1,true,"é\\""]}',
  )
})

const nic: CommandOption = { kind: 'device', properties: { driver: 'e1000', id: 'net0', multifunction: true } }
const network: CommandOption = { kind: 'netdev', properties: { type: 'user', id: 'hostnet0' } }

t.test('an emulator that takes JSON gets it, an older one gets keys and values', async t => {
  const old = emulatorWith()
  t.same(formatOption(nic, modernEmulator), ['-device', '{"driver":"e1000","id":"net0","multifunction":true}'])
  t.same(formatOption(nic, old), ['-device', 'e1000,id=net0,multifunction=on'])
  t.same(formatOption(network, modernEmulator), ['-netdev', '{"type":"user","id":"hostnet0"}'])
  t.same(formatOption(network, old), ['-netdev', 'user,id=hostnet0'])
})

t.test('character devices and passed descriptors are always keys and values', async t => {
  t.same(
    formatOption(
      { kind: 'chardev', properties: { backend: 'socket', id: 'c0', arguments: { path: '/a,b', server: true } } },
      modernEmulator,
    ),
    ['-chardev', 'socket,id=c0,path=/a,,b,server=on'],
  )
  t.same(formatOption({ kind: 'add-fd', set: 2, fd: 30, opaque: 'serial0-log' }, modernEmulator), [
    '-add-fd',
    'set=2,fd=30,opaque=serial0-log',
  ])
})
