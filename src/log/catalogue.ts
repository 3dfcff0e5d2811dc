// The catalogue: every record that an operator may act on. units/virtbus.catalog is written from this table
// (`node tools/writeCatalogue.mjs`), so that `journalctl -x` shows the explanations. Ids never change and are never reused.
import { Message } from './Message.js'

export const MSG = {
  startFailed: new Message(
    '68ff2119824b474326343ba8493517d6',
    'A virtualization daemon could not start',
    'The daemon @SYSLOG_IDENTIFIER@ gave up during its start. Guests that were running go on running; nobody manages them until the daemon is back.',
    'The record says what stood in the way. Remove it, then start the daemon again with: systemctl restart @SYSLOG_IDENTIFIER@',
  ),
  driverFailed: new Message(
    'deb1f1daaafe23437b68dad5e2b31665',
    'A driver of a virtualization daemon could not start',
    'The driver @VIRTBUS_DRIVER@ of the daemon @SYSLOG_IDENTIFIER@ could not be made usable. A daemon with several drivers goes on without it; a daemon with one ends.',
    'The record says what stood in the way. Remove it, then restart the daemon; running guests are not touched by that.',
  ),
  reloadFailed: new Message(
    '9611b93b3063eca49b27196b6e59b30e',
    'A virtualization daemon could not reload its files',
    'The driver @VIRTBUS_DRIVER@ of the daemon @SYSLOG_IDENTIFIER@ was asked to pick up changed files and failed. It works on with what it knew before.',
    'Mend the file that the record names, then repeat: systemctl reload @SYSLOG_IDENTIFIER@',
  ),
  stoppedByForce: new Message(
    'e68638f1ebaeea098053ba47fbe20932',
    'A virtualization daemon did not stop in time and ended itself',
    'Something in the daemon @SYSLOG_IDENTIFIER@ was still going on when the time for an orderly stop was over. Guests are not affected, and state on disk is whole.',
    'Nothing has to be done. If it happens again, the records before this one tell what the daemon was waiting for.',
  ),
  crashed: new Message(
    '9b75ab78c7efdeee4f7a85b0b70d1070',
    'A virtualization daemon ended because of a bug',
    'The daemon @SYSLOG_IDENTIFIER@ met a condition its authors did not foresee, and ended rather than go on with what may be wrong. Guests go on running; systemd starts the daemon again, and it finds them.',
    'Please report the record, with its stack, to the authors.',
  ),
  internalError: new Message(
    '0e23d0ca40ef26e6599182fe7bf47a0e',
    'A call failed because of a bug',
    'The daemon @SYSLOG_IDENTIFIER@ could not answer the call @CALL@ because of a condition its authors did not foresee. The caller was told "internal error" with the reference @VIRTBUS_REFERENCE@.',
    'Please report the record, with its stack, to the authors.',
  ),
  busLost: new Message(
    'f9556b69a977dd54daa1ab1d7faab5f8',
    'A virtualization daemon lost the message bus',
    'The connection of the daemon @SYSLOG_IDENTIFIER@ to the message bus ended, so nobody can reach it by that way any more. It ends, and systemd starts it again. Guests go on running.',
    'Look why the bus ended, for example with: journalctl -u dbus. The buses of systems are not meant to be restarted while in use.',
  ),
  recordsLost: new Message(
    '684556ae484246dc1e9d99300313fa5b',
    'Records of a virtualization daemon were lost',
    '@VIRTBUS_COUNT@ records of the daemon @SYSLOG_IDENTIFIER@ could not be written because journald did not take them in time. The daemon does not wait for journald.',
    'Look what held journald up: a full or slow disk under /var/log/journal, or a flood of records. Log less with log_level or log_filters.',
  ),
  stateFileSetAside: new Message(
    'f66522f02967d35f9a468e7a252f5682',
    'A damaged state file was set aside',
    'The daemon @SYSLOG_IDENTIFIER@ could not read the file @VIRTBUS_FILE@, renamed it to @VIRTBUS_SET_ASIDE@ and goes on without it. What it described is not shown until it is restored.',
    'Mend the renamed file or take it from a backup, rename it back, then reload: systemctl reload @SYSLOG_IDENTIFIER@',
  ),
  guestDefined: new Message(
    '8c8a9ce58b7da6b2713090fbf482f6fe',
    'A virtual machine was defined',
    'The definition of the guest @DOMAIN_NAME@ (@DOMAIN_UUID@) was stored or replaced. A guest that runs goes on by the definition it was started with.',
    'Look at it with: virsh dumpxml --inactive @DOMAIN_NAME@',
  ),
  guestUndefined: new Message(
    '3021b11846463d282d6f7a90d6763137',
    'A virtual machine was undefined',
    'The stored definition of the guest @DOMAIN_NAME@ (@DOMAIN_UUID@) was removed. A guest that runs goes on until it ends, and is gone then. Disk images stay.',
    'Nothing has to be done.',
  ),
  guestStarted: new Message(
    'fb05f9f5b3654fbf3bf284d1a6bfc1ca',
    'A virtual machine was started',
    'The guest @DOMAIN_NAME@ (@DOMAIN_UUID@) runs now.',
    'Look at it with: virsh dominfo @DOMAIN_NAME@. What QEMU itself says is in /var/log/libvirt/qemu/@DOMAIN_NAME@.log',
  ),
  guestPaused: new Message(
    '0b8877d831e6756b8700407130979b85',
    'A virtual machine was paused',
    'The virtual CPUs of the guest @DOMAIN_NAME@ (@DOMAIN_UUID@) stand still. The record says why.',
    'Let it go on with: virsh resume @DOMAIN_NAME@. After an I/O error, make room on the disk first.',
  ),
  guestResumed: new Message(
    'aded32ec0ecd0d166f3dc7484bd7b4d4',
    'A virtual machine goes on',
    'The guest @DOMAIN_NAME@ (@DOMAIN_UUID@) was paused and runs again.',
    'Nothing has to be done.',
  ),
  guestEnded: new Message(
    '29c9766b7b55fbc6cf0757814e039b47',
    'A virtual machine has ended',
    'The guest @DOMAIN_NAME@ (@DOMAIN_UUID@) is off. The record says how it came to that.',
    'Start it again with: virsh start @DOMAIN_NAME@',
  ),
  guestCrashed: new Message(
    '84eae8cb0421fd6bec6ef8e05b042595',
    'A virtual machine has crashed',
    'The guest @DOMAIN_NAME@ (@DOMAIN_UUID@) crashed, or its QEMU ended by itself.',
    'The last lines of /var/log/libvirt/qemu/@DOMAIN_NAME@.log say what QEMU knew. Start it again with: virsh start @DOMAIN_NAME@',
  ),
  guestStoppedWithHost: new Message(
    '105b87259c424a0c91b539f1ff05c71e',
    'A virtual machine was stopped with the host',
    'The guest @DOMAIN_NAME@ (@DOMAIN_UUID@) was @VIRTBUS_RESULT@ because the host, or its administrator, takes all guests down.',
    'Nothing has to be done: libvirt-guests starts it again when the host boots, unless ON_BOOT says otherwise.',
  ),
  guestKilledWithHost: new Message(
    'ce246e1bf8a54bbaac1d8ae88c23d6a1',
    'A virtual machine was stopped by force with the host',
    'The guest @DOMAIN_NAME@ (@DOMAIN_UUID@) did not shut down within its limit, as when its power was cut. The record says what was tried.',
    'Look why it ignores the power button; it may need acpid or the guest agent. Longer limits: SHUTDOWN_TIMEOUT of libvirt-guests for all, the lifecycle metadata for one guest.',
  ),
  guestStartedWithHost: new Message(
    '761ffc713fd74909bf6274b66dd07483',
    'A virtual machine was started with the host',
    'The guest @DOMAIN_NAME@ (@DOMAIN_UUID@) ran when the host went down, and runs again.',
    'Nothing has to be done.',
  ),
  guestNotStartedWithHost: new Message(
    'b13556d7431f4de9a33a549ad805f128',
    'A virtual machine could not be started with the host',
    'The guest @DOMAIN_NAME@ (@DOMAIN_UUID@) ran when the host went down, and could not be started again. Others were not kept by that.',
    'Remove what the record names, then start it with: virsh start @DOMAIN_NAME@',
  ),
} as const satisfies Record<string, Message>
