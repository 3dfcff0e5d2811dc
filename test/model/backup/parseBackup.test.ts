import t from 'tap'
import { alignBackupDisks } from '../../../src/model/backup/alignBackupDisks.js'
import { formatBackup } from '../../../src/model/backup/formatBackup.js'
import { parseBackup } from '../../../src/model/backup/parseBackup.js'
import type { DiskIdentity } from '../../../src/model/snapshot/matchDisks.js'
import { testRefusals } from '../refusals.js'
import { testRoundTrips } from '../roundTrips.js'
import { diskOf } from '../snapshot/diskOf.js'

const pull = (inner: string) => `<domainbackup mode='pull'>\n${inner}</domainbackup>\n`
const disk = (attributes: string, inner = '') =>
  `<domainbackup><disks><disk ${attributes}>${inner}</disk></disks></domainbackup>`

await testRoundTrips(
  document => formatBackup(parseBackup(document, { internal: true }), { internal: true }),
  [
    [
      'a backup that was started',
      pull(`  <incremental>c</incremental>
  <server transport='unix' tls='yes' socket='/s'/>
  <disks>
    <disk name='vda' backup='yes' state='running' type='file' backupmode='full' exportname='e' exportbitmap='b' index='3'>
      <driver type='qcow2'/>
      <scratch file='/f'/>
    </disk>
    <disk name='vdb' backup='no'/>
  </disks>
  <privateData>
    <objects>
      <secret type='tlskey' alias='s'/>
      <TLSx509 alias='t'/>
    </objects>
  </privateData>
`),
    ],
  ],
)

await testRefusals(
  document => parseBackup(document),
  [
    ['a mode', "<domainbackup mode='x'/>", "unsupported configuration: unknown backup mode 'x'"],
    [
      'a server of a push',
      '<domainbackup><server/></domainbackup>',
      'unsupported configuration: use of <server> requires pull',
    ],
    ['a nameless server', pull('<server/>'), 'XML error: missing name for host'],
    ['RDMA', pull("<server transport='rdma' name='h'/>"), 'unsupported configuration: transport rdma is not supported'],
    ['no socket', pull("<server transport='unix'/>"), 'XML error: missing socket for unix transport'],
    [
      'a relative socket',
      pull("<server transport='unix' socket='s'/>"),
      "XML error: backup socket path 's' must be absolute",
    ],
    ['a socket of TCP', pull("<server socket='/s'/>"), "XML error: transport 'tcp' does not support socket attribute"],
    ['a port', pull("<server name='h' port='x'/>"), "invalid argument: failed to parse port number 'x'"],
    ['a large port', pull("<server name='h' port='65536'/>"), "invalid argument: port '65536' out of range"],
    [
      'no group',
      pull("<server transport='fd'/>"),
      "XML error: Missing required attribute 'fdgroup' in element 'server'",
    ],
    ['a nameless disk', disk(''), 'XML error: missing name from disk backup element'],
    ['a type', disk("name='vda' type='x'"), "XML error: unknown storage source type 'x'"],
    ['a type for images only', disk("name='vda' type='network'"), "XML error: unsupported disk backup type 'network'"],
    ['a format', disk("name='vda'", "<driver type='x'/>"), "XML error: unknown storage source format 'x'"],
  ],
)

/** Target, mode, checkpoint and image of each backup. */
function align(document: string, disks: readonly DiskIdentity[]): string[] {
  return alignBackupDisks(parseBackup(document), disks, 's').map(({ name, backup }) => {
    const path = backup?.store.type === 'file' ? backup.store.path : undefined
    return [name, backup?.mode ?? '-', backup?.incremental ?? '-', path ?? '-'].join(' ')
  })
}

const domain = [diskOf('vda', '/a'), diskOf('hdc', undefined), diskOf('vdb', '/b', { readonly: true })]

await t.test('without a list, there is a backup of all disks that can be written to', async t => {
  t.strictSame(align('<domainbackup/>', domain), ['vda full - /a.s', 'hdc - - -', 'vdb - - -'])
})

await t.test('with a list, there is a backup of these only', async t => {
  t.strictSame(align(disk("name='vdb' incremental='c'"), domain), ['vdb incremental c /b.s', 'vda - - -', 'hdc - - -'])
})

await t.test('what cannot be saved is refused', async t => {
  const device: DiskIdentity = { target: 'vda', source: { type: 'block', path: '/dev/x' } }
  t.throws(() => align('<domainbackup/>', []), { message: /domain must have at least one disk to perform backup/ })
  t.throws(() => align(disk("name='/a'"), domain), { message: /no disk named '\/a'/ })
  t.throws(() => align(disk("name='hdc'"), domain), { message: /disk 'hdc' has no media/ })
  t.throws(() => align(disk("name='vda'"), [device]), { message: /refusing to generate file name for disk 'vda'/ })
  t.throws(() => align(disk("name='vda' backupmode='incremental'"), domain), {
    message: /requires setting 'incremental'/,
  })
})
