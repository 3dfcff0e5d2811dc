import t from 'tap'
import { initialCommands } from '../../../../src/drivers/qemu/command/initialCommands.js'
import { guestWith, prepare } from './commandFixture.js'

const told = (devices: string, defaults = {}) => initialCommands(prepare(guestWith(devices)), defaults, 1_000_000)

t.test('a display with a password is locked until it has been told, and as long as it holds', async t => {
  t.strictSame(told("<graphics type='vnc' port='5901' passwd='x' passwdValidTo='2030-01-01T00:00:00'/>"), [
    { execute: 'set_password', arguments: { protocol: 'vnc', password: 'x', connected: undefined } },
    { execute: 'expire_password', arguments: { protocol: 'vnc', time: '1893456000' } },
  ])
  t.strictSame(told("<graphics type='spice' port='5901'/>"), [])
  t.match(told("<graphics type='spice' port='5901'/>", { spice: 'y' })[0], { arguments: { password: 'y' } })
})

t.test('VNC cannot drop those who are connected', async t => {
  t.throws(() => told("<graphics type='vnc' port='5901' passwd='x' connected='disconnect'/>"), {
    code: 'CONFIG_UNSUPPORTED',
  })
})

t.test('limits of a disk go to the object that holds its drive', async t => {
  const disk = `<disk type='file'><source file='/x'/><target dev='vda' bus='virtio'/>
    <iotune><read_bytes_sec>5</read_bytes_sec><total_iops_sec_max>7</total_iops_sec_max><group_name>g</group_name></iotune></disk>`
  t.strictSame(told(disk), [
    {
      execute: 'block_set_io_throttle',
      arguments: {
        id: '/machine/peripheral/virtio-disk0/virtio-backend',
        bps: 0,
        bps_rd: 5,
        bps_wr: 0,
        iops: 0,
        iops_rd: 0,
        iops_wr: 0,
        iops_max: 7,
        group: 'g',
      },
    },
  ])
})

t.test('a link that is down is so before the guest looks', async t => {
  t.strictSame(told("<interface type='user'><link state='down'/></interface><interface type='user'/>"), [
    { execute: 'set_link', arguments: { name: 'net0', up: false } },
  ])
})

t.test('the balloon is blown up to what the guest is not to have, and asked for figures', async t => {
  const domain = prepare(guestWith("<memballoon model='virtio'><stats period='5'/></memballoon>"))
  domain.memory.current = 1024
  t.strictSame(initialCommands(domain, {}, 0), [
    { execute: 'balloon', arguments: { value: 1048576 } },
    {
      execute: 'qom-set',
      arguments: { path: '/machine/peripheral/balloon0', property: 'guest-stats-polling-interval', value: 5 },
    },
  ])
})
