// What virsh prints of snapshots, jobs of disks and tuning of a QEMU guest that is paused; recorded as `qemuSteps.ts`.
import type { Step } from './Step.js'

const lines = (...text: readonly string[]) => text.join('\n')

export const qemuDiskSteps: readonly Step[] = [
  ['define /srv/virsh/guest.xml', "Domain 'web1' defined from /srv/virsh/guest.xml"],
  [
    'memtune web1 --config',
    lines('hard_limit     : unlimited', 'soft_limit     : unlimited', 'swap_hard_limit: unlimited'),
  ],
  [
    'blkiotune web1 --config',
    lines(
      'weight         : 0',
      'device_weight  :',
      'device_read_iops_sec:',
      'device_write_iops_sec:',
      'device_read_bytes_sec:',
      'device_write_bytes_sec:',
    ),
  ],
  [
    'domiftune web1 52:54:00:11:22:33 --config',
    lines(
      'inbound.average: 0',
      'inbound.peak   : 0',
      'inbound.burst  : 0',
      'inbound.floor  : 0',
      'outbound.average: 0',
      'outbound.peak  : 0',
      'outbound.burst : 0',
    ),
  ],
  ['blkdeviotune web1 vda --config --total-iops-sec 100', ''],
  ['iothreadadd web1 3 --config', ''],
  ['iothreadpin web1 3 0 --config', ''],
  ['iothreaddel web1 3 --config', ''],
  ['guestvcpus web1', 'error: Requested operation is not valid: domain is not running'],
  ['setvcpu web1 1 --enable --config', ''],
  ['domblkthreshold web1 vda 1000', 'error: Requested operation is not valid: domain is not running'],
  [
    'snapshot-create-as web1 one --disk-only --diskspec vda,file=/var/lib/libvirt/images/one.img --diskspec sda,snapshot=no',
    'Domain snapshot one created',
  ],
  ['snapshot-current web1 --name', 'one'],
  [
    'snapshot-info web1 one',
    lines(
      'Name:           one',
      'Domain:         web1',
      'Current:        yes',
      'State:          shutoff',
      'Location:       external',
      'Parent:         -',
      'Children:       0',
      'Descendants:    0',
      'Metadata:       yes',
    ),
  ],
  ['snapshot-dumpxml web1 one --xpath //disks/disk/@name', lines('name="vda"', ' name="sda"')],
  [
    'domblklist web1',
    lines(
      'Target   Source',
      '-------------------------------------------',
      ' vda      /var/lib/libvirt/images/one.img',
      ' sda      /var/lib/libvirt/images/cd.iso',
    ),
  ],
  ['snapshot-parent web1 one', "error: snapshot 'one' has no parent"],
  ['snapshot-delete web1 one --metadata', 'Domain snapshot one deleted'],
  ['snapshot-list web1 --tree', ''],
  ['snapshot-revert web1 one', "error: Domain snapshot not found: no domain snapshot with matching name 'one'"],
  ['start web1 --paused', "Domain 'web1' started"],
  [
    'dompmwakeup web1',
    lines(
      "error: Domain 'web1' could not be woken up",
      "error: internal error: unable to execute QEMU command 'system_wakeup': Unable to wake up: guest is not in suspended state",
    ),
  ],
  ['send-key web1 KEY_A KEY_B', ''],
  ['send-key web1 --codeset linux 30 31', ''],
  ['send-key web1 NOSUCH', "error: invalid keycode: 'NOSUCH'"],
  ['domblkerror web1', 'No errors found'],
  ['domblkthreshold web1 vda[0] 4096', ''],
  ['domblkthreshold web1 vda 4096', ''],
  ['blockjob web1 vda', 'No current block job for vda'],
  ['blockjob web1 vda --abort', 'error: invalid argument: disk vda does not have an active block job'],
  ['blockpull web1 vda --wait', 'Pull complete'],
  [
    'domfsfreeze web1',
    lines('error: Unable to freeze filesystems', 'error: Requested operation is not valid: domain is not running'),
  ],
  [
    'domfsthaw web1',
    lines('error: Unable to thaw filesystems', 'error: Requested operation is not valid: domain is not running'),
  ],
  ['domjobinfo web1', 'Job type:         None'],
  ['domjobinfo web1 --completed', 'Job type:         None'],
  ['domjobabort web1', 'error: Requested operation is not valid: no job is active on the domain'],
  ['iothreadadd web1 5', ''],
  ['iothreaddel web1 5', ''],
  ['blkdeviotune web1 vda --total-bytes-sec 1000000', ''],
  [
    'domiftune web1 52:54:00:11:22:33 --live --inbound 100',
    lines(
      'error: Unable to set interface parameters',
      "error: unsupported configuration: setting bandwidth on interfaces of type 'user' is not implemented yet",
    ),
  ],
  ['update-memory-device web1 --requested-size 1M', 'error: no memory device found'],
  [
    'qemu-monitor-command web1 --hmp "info status" --return-value',
    'error: Options --hmp and --return-value are mutually exclusive',
  ],
  [
    'domxml-from-native qemu-argv /srv/virsh/cpu.xml',
    'error: this function is not supported by the connection driver: virConnectDomainXMLFromNative',
  ],
  ['destroy web1', "Domain 'web1' destroyed"],
  ['managedsave-edit web1', 'error: Requested operation is not valid: domain does not have managed save image'],
  ['managedsave-dumpxml web1', 'error: Requested operation is not valid: domain does not have managed save image'],
  ['undefine web1 --snapshots-metadata --nvram', "Domain 'web1' has been undefined"],
]
