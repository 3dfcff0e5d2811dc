import t from 'tap'
import { buildCommandLine, commandOptions } from '../../../../src/drivers/qemu/command/buildCommandLine.js'
import type { CommandContext } from '../../../../src/drivers/qemu/command/CommandContext.js'
import type { CommandOption } from '../../../../src/drivers/qemu/command/CommandOption.js'
import { formatOption } from '../../../../src/drivers/qemu/command/formatOption.js'
import { contextWith, emulatorWith, guestWith, modernEmulator, prepare } from './commandFixture.js'

const pci = (slot: number) => `<address type='pci' slot='${slot}'/>`

/** Arguments of the options of one kind. */
function told(kind: CommandOption['kind'], devices: string, changes: Partial<CommandContext> = {}): string[] {
  const context = contextWith(changes)
  return commandOptions(prepare(guestWith(devices)), context)
    .filter(option => option.kind === kind)
    .flatMap(option => formatOption(option, modernEmulator).slice(1))
}

t.test(
  'a guest without devices is a paused machine with a monitor, a sandbox and nothing of QEMU’s own choosing',
  async t => {
    const { program, args, environment } = buildCommandLine(prepare(guestWith('')), contextWith())
    t.equal(program, '/usr/bin/qemu')
    t.same(args.join(' ').split(/ (?=-)/), [
      '-name guest=guest,debug-threads=on',
      '-S',
      '-object {"qom-type":"secret","id":"masterKey0","format":"raw","file":"/lib/domain-1-guest/master-key.aes"}',
      '-machine pc,usb=off,dump-guest-core=off,memory-backend=pc.ram,acpi=off',
      '-accel tcg',
      '-m size=65536k',
      '-object {"qom-type":"memory-backend-ram","id":"pc.ram","size":67108864}',
      '-overcommit mem-lock=off',
      '-smp 1,sockets=1,cores=1,threads=1',
      '-uuid c7a5fdbd-edaf-9455-926a-d65c16db1809',
      '-display none',
      '-no-user-config',
      '-nodefaults',
      '-chardev socket,id=charmonitor,fd=9,server=on,wait=off',
      '-mon chardev=charmonitor,id=monitor,mode=control',
      '-rtc base=utc',
      '-no-shutdown',
      '-boot strict=on',
      '-sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny',
      '-msg timestamp=on',
    ])
    t.match(environment, { LC_ALL: 'C', PATH: '/bin', HOME: '/lib/domain-1-guest' })
  },
)

t.test('a raw image is one node, any other format has a node of its own above it', async t => {
  const disk = (format: string) =>
    `<disk type='file'><driver name='qemu' type='${format}' cache='none'/><source file='/x'/><target dev='vda' bus='virtio'/>${pci(4)}</disk>`
  t.same(told('blockdev', disk('raw')), [
    '{"driver":"file","filename":"/x","node-name":"libvirt-1-storage","read-only":false,"cache":{"direct":true,"no-flush":false}}',
  ])
  t.same(told('blockdev', disk('qcow2')), [
    '{"driver":"file","filename":"/x","node-name":"libvirt-1-storage","auto-read-only":true,"discard":"unmap","cache":{"direct":true,"no-flush":false}}',
    '{"node-name":"libvirt-1-format","read-only":false,"cache":{"direct":true,"no-flush":false},"driver":"qcow2","file":"libvirt-1-storage"}',
  ])
})

t.test('filters lie above the image in the order of the groups, and the device is on the topmost', async t => {
  const disk = `<disk type='file'><source file='/x'/><target dev='vda' bus='virtio'/>${pci(4)}
    <throttlefilters><throttlefilter group='a'/><throttlefilter group='b'/></throttlefilters></disk>`
  const [, first, second] = told('blockdev', disk)
  t.match(first, /"throttle-group":"throttle-a","file":"libvirt-1-storage"/)
  t.match(second, /"throttle-group":"throttle-b","file":"libvirt-1-filter0"/)
  t.match(told('device', disk), [/"drive":"libvirt-1-filter1"/])
})

t.test('a secret goes over the command line encrypted only', async t => {
  const disk = `<disk type='file'><driver type='qcow2'/><source file='/x'><encryption format='luks'><secret type='passphrase' uuid='0a81f5b2-8403-7b23-c8d6-21ccc2f80d6f'/></encryption></source>
    <target dev='vda' bus='virtio'/>${pci(4)}</disk>`
  t.match(
    told('object', disk).join('\n'),
    '"id":"libvirt-1-format-encryption-secret0","data":"secret","keyid":"masterKey0"',
  )
  t.match(told('blockdev', disk)[1], '"encrypt":{"format":"luks","key-secret":"libvirt-1-format-encryption-secret0"}')
})

t.test('what the driver opened is passed by number, the rest QEMU opens by path', async t => {
  const serial =
    "<serial type='unix'><source mode='bind' path='/s'/><target type='isa-serial' port='0'><model name='isa-serial'/></target></serial>"
  t.match(told('chardev', serial)[1], 'socket,id=charserial0,path=/s,server=on,wait=off')
  const descriptors = { fds: new Map([['charserial0', [17]]]), sets: new Map() }
  t.match(told('chardev', serial, { descriptors })[1], 'socket,id=charserial0,fd=17,server=on,wait=off')
})

t.test('reconnection is in milliseconds where the emulator knows them', async t => {
  const serial =
    "<serial type='unix'><source mode='connect' path='/s'><reconnect enabled='yes' timeout='7'/></source><target type='isa-serial' port='0'/></serial>"
  t.match(told('chardev', serial)[1], /,reconnect=7$/)
  const capabilities = emulatorWith('chardev-reconnect-miliseconds')
  t.match(told('chardev', serial, { capabilities })[1], /,reconnect-ms=7000$/)
})

t.test('a network card with several queues has vectors for all of them', async t => {
  const net = `<interface type='bridge'><mac address='52:54:00:00:00:01'/><source bridge='br0'/><model type='virtio'/><driver queues='2'/>${pci(3)}</interface>`
  const descriptors = {
    fds: new Map([
      ['net0', [20, 21]],
      ['net0-vhost', [22, 23]],
    ]),
    sets: new Map(),
  }
  t.same(told('netdev', net, { descriptors }), [
    '{"type":"tap","fds":"20:21","vhost":true,"vhostfds":"22:23","id":"hostnet0"}',
  ])
  t.match(told('device', net, { descriptors })[0], '"mq":true,"vectors":6,"netdev":"hostnet0"')
})

t.test('memory bound to a host node that is not there is refused before QEMU starts', async t => {
  const domain = prepare(guestWith(''))
  domain.numaTuning.memory = { mode: 'strict', placement: 'static', nodeset: [7] }
  t.throws(() => buildCommandLine(domain, contextWith()), {
    message: 'unsupported configuration: NUMA node 7 is unavailable',
  })
})

t.test('properties a user overrides replace ours, also by nothing', async t => {
  const domain = prepare(guestWith(`<memballoon model='virtio'>${pci(5)}</memballoon>`))
  domain.qemu = {
    args: [],
    env: [],
    capabilitiesAdd: [],
    capabilitiesDelete: [],
    overrides: new Map([
      [
        'balloon0',
        [
          { name: 'addr', type: 'remove', value: undefined },
          { name: 'deflate-on-oom', type: 'bool', value: 'true' },
        ],
      ],
    ]),
    deprecation: undefined,
  }
  const { args } = buildCommandLine(domain, contextWith())
  t.match(
    args.find(text => text.includes('balloon')),
    '{"driver":"virtio-balloon-pci","id":"balloon0","bus":"pci.0","deflate-on-oom":true}',
  )
})

t.test('what a document says stays a value: a comma in it opens no further option', async t => {
  const hostile = prepare(
    guestWith(`<graphics type='vnc' port='5901'><listen type='address' address='::,password=off'/></graphics>
      <serial type='unix'><source mode='connect' path='/s,server=on'/><target type='isa-serial' port='0'/></serial>`),
  )
  const { args } = buildCommandLine(hostile, contextWith())
  t.ok(args.includes('[::,,password=off]:1'))
  t.ok(args.includes('socket,id=charserial0,path=/s,,server=on'))
  const cpu = guestWith('', "<cpu mode='custom' match='exact'><model>qemu64,hv-passthrough=on</model></cpu>")
  t.throws(() => buildCommandLine(prepare(cpu), contextWith()), { code: 'CONFIG_UNSUPPORTED' })
})
