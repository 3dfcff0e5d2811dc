import t from 'tap'
import { neededFiles } from '../../../../src/drivers/qemu/guest/neededFiles.js'
import { systemRandom } from '../../../../src/host/systemRandom.js'
import { parseDomain } from '../../../../src/model/domain/parseDomain.js'

const context = {
  random: systemRandom,
  hostArch: 'x86_64',
  securityModel: 'none',
}

function filesOf(devices: string, os = ''): string[] {
  const xml = `<domain type='qemu'><name>a</name><memory>1024</memory><os><type>hvm</type>${os}</os><devices>${devices}</devices></domain>`
  const domain = parseDomain(xml, context, { inactive: true, skipValidate: true, skipPostParse: true })
  return neededFiles(domain, true).map(({ path, writable }) => `${path} ${writable ? 'rw' : 'r'}`)
}

const cases: [what: string, devices: string, files: string[]][] = [
  ['a disk', "<disk type='file'><source file='/a.img'/><target dev='vda'/></disk>", ['/a.img rw']],
  [
    'a chain',
    "<disk type='file'><source file='/b.img'/><backingStore type='file'><format type='raw'/><source file='/a.img'/></backingStore><target dev='vda'/></disk>",
    ['/b.img rw', '/a.img r'],
  ],
  [
    'a USB device of the host',
    "<hostdev mode='subsystem' type='usb'><source><address bus='1' device='12'/></source></hostdev>",
    ['/dev/bus/usb/001/012 rw'],
  ],
  [
    'a source of randomness',
    "<rng model='virtio'><backend model='random'>/dev/hwrng</backend></rng>",
    ['/dev/hwrng r'],
  ],
  [
    'an input device of the host',
    "<input type='evdev'><source dev='/dev/input/event3'/></input>",
    ['/dev/input/event3 rw'],
  ],
  ['a serial port of the host', "<serial type='dev'><source path='/dev/ttyS1'/></serial>", ['/dev/ttyS1 rw']],
  ['a terminal', "<serial type='pty'/>", []],
  [
    'a TPM of the host',
    "<tpm model='tpm-tis'><backend type='passthrough'><device path='/dev/tpm0'/></backend></tpm>",
    ['/dev/tpm0 rw'],
  ],
]
for (const [what, devices, files] of cases) {
  t.test(`files of ${what}`, async t => t.same(filesOf(devices), files))
}

t.test('files of the boot and of the firmware', async t => {
  const os = `<loader readonly='yes' type='pflash'>/code.fd</loader><nvram>/vars.fd</nvram><kernel>/linux</kernel>`
  t.same(filesOf('', os), ['/linux r', '/code.fd r', '/vars.fd rw'])
})
