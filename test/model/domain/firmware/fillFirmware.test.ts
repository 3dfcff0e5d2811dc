import t from 'tap'
import { fillFirmware } from '../../../../src/model/domain/firmware/fillFirmware.js'
import { parseFirmwareDescriptor } from '../../../../src/model/domain/firmware/FirmwareDescriptor.js'
import { firmwarePrecedence } from '../../../../src/model/domain/firmware/firmwarePrecedence.js'
import { supportedFirmware } from '../../../../src/model/domain/firmware/supportedFirmware.js'
import { noFeatures } from '../../../../src/model/domain/features/Features.js'
import { parseOperatingSystem } from '../../../../src/model/domain/os/OperatingSystem.js'
import { parseXml } from '../../../../src/model/xml/parseXml.js'

interface Build {
  name: string
  features?: string[]
  format?: string
  mode?: string
  type?: string
  machines?: string[]
}

function descriptor({
  name,
  features = [],
  format = 'raw',
  mode = 'split',
  type = 'uefi',
  machines = ['pc-q35-*'],
}: Build) {
  const image = (what: string) => ({ filename: `/fw/${name}_${what}`, format })
  const flash = { device: 'flash', mode, executable: image('CODE'), 'nvram-template': image('VARS') }
  const mapping = type === 'bios' ? { device: 'memory', filename: `/fw/${name}` } : flash
  const targets = [{ architecture: 'x86_64', machines }]
  return parseFirmwareDescriptor(
    JSON.stringify({ 'interface-types': [type], mapping, targets, features }),
    `/${name}.json`,
  )
}

const installed = [
  descriptor({ name: 'bios', type: 'bios' }),
  descriptor({ name: 'new', format: 'qcow2', features: ['secure-boot', 'enrolled-keys', 'requires-smm'] }),
  descriptor({ name: 'keys', features: ['secure-boot', 'enrolled-keys', 'requires-smm', 'acpi-s3'] }),
  descriptor({ name: 'plain', features: ['amd-sev'], machines: ['pc-q35-*', 'pc-i440fx-*'] }),
  descriptor({ name: 'both', mode: 'combined' }),
  descriptor({ name: 'sev', mode: 'stateless', features: ['amd-sev', 'amd-sev-snp'] }),
]

function select(os: string, more: { smm?: boolean; s3?: boolean; abiUpdate?: boolean } = {}) {
  const root = parseXml(`<domain>${os.replace('<type>', "<type arch='x86_64' machine='pc-q35-8.0'>")}</domain>`)
  const smm = more.smm === undefined ? undefined : { state: more.smm, tseg: undefined }
  const domain = {
    name: 'guest',
    os: parseOperatingSystem(root, { inactive: true }),
    features: { ...noFeatures(), smm },
    powerManagement: { suspendToMemory: more.s3, suspendToDisk: undefined },
    launchSecurity: undefined,
  }
  fillFirmware(domain, { firmwares: installed, nvramDirectory: '/nvram', abiUpdate: more.abiUpdate ?? false })
  return domain
}

const choices: [title: string, os: string, more: Parameters<typeof select>[1], path: string][] = [
  ['an old definition gets the first raw build', "<os firmware='efi'><type>hvm</type></os>", {}, '/fw/keys_CODE'],
  [
    'a new one the first of any format',
    "<os firmware='efi'><type>hvm</type></os>",
    { abiUpdate: true },
    '/fw/new_CODE',
  ],
  ['SMM being off rules out Secure Boot', "<os firmware='efi'><type>hvm</type></os>", { smm: false }, '/fw/plain_CODE'],
  [
    'a sleep state must be offered',
    "<os firmware='efi'><type>hvm</type></os>",
    { s3: true, abiUpdate: true },
    '/fw/keys_CODE',
  ],
  [
    'features can be ruled out',
    "<os firmware='efi'><type>hvm</type><firmware><feature enabled='no' name='secure-boot'/></firmware></os>",
    {},
    '/fw/plain_CODE',
  ],
  [
    'stateless firmware keeps no variables',
    "<os firmware='efi'><type>hvm</type><loader stateless='yes'/></os>",
    {},
    '/fw/sev_CODE',
  ],
  ['a BIOS is chosen as well', "<os firmware='bios'><type>hvm</type></os>", {}, '/fw/bios'],
]
for (const [title, os, more, path] of choices) {
  t.test(title, async t => t.equal(select(os, more).os.loader?.path, path))
}

t.test('what was chosen is written down: SMM, features, template and a variable store', async t => {
  const { os, features } = select("<os firmware='efi'><type>hvm</type></os>")
  t.match(os.loader, { type: 'pflash', readonly: true, secure: true, format: 'raw' })
  t.match(os.loader?.nvram, { template: '/fw/keys_VARS', source: { type: 'file', path: '/nvram/guest_VARS.fd' } })
  t.same(Object.fromEntries(os.firmwareFeatures), { 'enrolled-keys': true, 'secure-boot': true })
  t.equal(features.smm?.state, true)
})

t.test('a loader of a known build brings its template along', async t => {
  const { os } = select("<os><type>hvm</type><loader type='pflash' readonly='yes'>/fw/plain_CODE</loader></os>")
  t.equal(os.firmware, 'efi')
  t.equal(os.loader?.nvram?.template, '/fw/plain_VARS')
})

t.test('a loader nobody knows is taken to be raw and gets a store without a template', async t => {
  const { os } = select("<os><type>hvm</type><loader type='pflash' readonly='yes'>/my/CODE</loader></os>")
  t.match(os, { firmware: undefined, loader: { format: 'raw', nvram: { template: undefined } } })
  t.match(os.loader?.nvram?.source, { path: '/nvram/guest_VARS.fd' })
})

t.test('wishes nothing fulfils are refused', async t => {
  const os = "<os firmware='efi'><type>hvm</type><loader readonly='no' type='pflash'/></os>"
  t.throws(() => select(os), {
    code: 'OPERATION_FAILED',
    message: /Unable to find 'efi' firmware that is compatible with the current configuration/,
  })
})

t.test('later folders hide files of the same name, and an empty one hides for good', async t => {
  const file = (path: string, text = '{}') => ({ path, text })
  const ordered = firmwarePrecedence([
    [file('/usr/50-a.json', 'old'), file('/usr/60-b.json'), file('/usr/README'), file('/usr/10-c.json')],
    [file('/etc/50-a.json', 'new'), file('/etc/60-b.json', ''), file('/etc/.hidden.json')],
  ])
  t.same(
    ordered.map(({ path }) => path),
    ['/usr/10-c.json', '/etc/50-a.json'],
  )
})

t.test('domain capabilities sum up what is there for the machine', async t => {
  t.match(supportedFirmware(installed, 'x86_64', 'pc-i440fx-8.0'), {
    kinds: ['efi'],
    secure: false,
    paths: ['/fw/plain_CODE'],
  })
  t.match(supportedFirmware(installed, 'x86_64', 'pc-q35-8.0'), { kinds: ['bios', 'efi'], secure: true })
  t.match(supportedFirmware(installed, 'aarch64', 'virt-8.0'), { kinds: [], paths: [] })
})

t.test('what is no descriptor is refused by file and place', async t => {
  t.throws(() => parseFirmwareDescriptor('{"interface-types": ["uefi"]}', '/a.json'), {
    message: /firmware descriptor '\/a.json': mapping is not an object/,
  })
})
