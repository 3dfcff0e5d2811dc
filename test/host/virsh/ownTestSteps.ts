// What virsh prints of objects that our test driver has and libvirt's has not, and how it reads and writes volumes.
import type { Step } from './Step.js'

const uuid = (last: string) => `dd5c8f3e-5a5d-4ef0-a8a0-5a5d4ef0a8${last}`

export const ownTestSteps: readonly Step[] = [
  ['secret-define /srv/virsh/secret.xml', `Secret ${uuid('11')} created`],
  ['secret-list', /^ dd5c8f3e-\S+ +volume \/srv\/disk\.img$/m],
  [`secret-set-value ${uuid('11')} c2VjcmV0`, /^Secret value set$/m],
  [`secret-get-value ${uuid('11')}`, 'c2VjcmV0'],
  [`secret-dumpxml ${uuid('11')}`, /<volume>\/srv\/disk\.img<\/volume>/],
  [`secret-undefine ${uuid('11')}`, `Secret ${uuid('11')} deleted`],
  [`secret-get-value ${uuid('11')}`, /error: Secret not found: no secret with matching uuid/],
  ['nwfilter-define /srv/virsh/filter.xml', 'Network filter no-spam defined from /srv/virsh/filter.xml'],
  ['nwfilter-list', /^ dd5c8f3e-\S+ +no-spam$/m],
  ['nwfilter-dumpxml no-spam', /<tcp dstportstart='25'\/>/],
  ['nwfilter-binding-create /srv/virsh/binding.xml', /^Network filter binding on vnet0 created/],
  ['nwfilter-binding-list', /^ vnet0 +no-spam$/m],
  ['nwfilter-binding-dumpxml vnet0', /<filterref filter='no-spam'\/>/],
  ['nwfilter-undefine no-spam', /error: Requested operation is not valid: nwfilter is in use/],
  ['nwfilter-binding-delete vnet0', 'Network filter binding on vnet0 deleted'],
  ['nwfilter-undefine no-spam', 'Network filter no-spam undefined'],
  ['net-port-create default /srv/virsh/port.xml', /^Network port dd5c8f3e-\S+ created/],
  ['net-port-list default', /^ dd5c8f3e-/m],
  [`net-port-dumpxml default ${uuid('13')}`, /<mac address='52:54:00:11:22:33'\/>/],
  [`net-port-delete default ${uuid('13')}`, `Network port ${uuid('13')} deleted`],
  ['vol-create-as default-pool v1 4k --format raw', 'Vol v1 created'],
  ['vol-upload v1 /srv/virsh/secret.xml default-pool', ''],
  ['vol-download v1 /tmp/back default-pool', ''],
  ['vol-info v1 default-pool', /^Capacity: +4\.00 KiB$/m],
  ['vol-upload v1 /srv/virsh/nosuch default-pool', 'error: cannot read /srv/virsh/nosuch'],
  ['pool-name dfe224cb-28fb-8dd0-c4b2-64eb3f0f4566', 'default-pool'],
  ['pool-event --list', /^lifecycle\nrefresh$/],
  ['nodedev-event --list', /^lifecycle\nupdate$/],
  ['secret-event --list', /^lifecycle\nvalue-changed$/],
  ['pwd', '/tmp'],
]
