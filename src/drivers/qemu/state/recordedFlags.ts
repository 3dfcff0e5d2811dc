// The emulator's features as a guest's record has them: a libvirt that takes the guest over goes by them, refuses a record without
// any, and refuses one with a name that it does not know. So only those stand there that libvirt 9.0 knew, the oldest we can be
// replaced by.
import { qemuFlagOrder } from '../../../model/capabilities/qemuFlags.js'

/** The last name that came with libvirt 9.0; names are numbered as they came. */
const newest = 'netdev.stream'

/** Later libvirt takes these for granted and asks for them no more; every QEMU has them that we can run. Names of libvirt 9.0. */
const granted =
  `no-hpet no-acpi disable-s3 disable-s4 ide-drive.wwn scsi-disk.wwn usb-storage.removable iothread ich9-disable-s3
  ich9-disable-s4 query-hotpluggable-cpus cpu-cache vfio-pci.display iothread.poll-max-ns nbd-bitmap incremental-backup
  query-named-block-nodes.flat blockdev-snapshot.allow-write-only-overlay blockdev-reopen block-export-add
  migration-param.block-bitmap-mapping object.qapified compat-deprecated`.split(/\s+/)

const known = qemuFlagOrder.slice(0, qemuFlagOrder.indexOf(newest) + 1)

/** Names for the record of a guest whose emulator has these features. */
export function recordedFlags(flags: ReadonlySet<string>): readonly string[] {
  return [...granted, ...known.filter(flag => flags.has(flag))]
}
