// What a QEMU that gave up had to say, read for its cause.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { qemuWords } from './qemuWords.js'
import { describeExit, type ExitStatus } from '../../../host/Processes.js'

/** What to do about a complaint of QEMU's. */
const remedies: readonly (readonly [complaint: RegExp, hint: string])[] = [
  [
    /Failed to get "?(shared )?"?write"? lock|Failed to get .* lock/,
    'Another QEMU or qemu-img uses the image; stop it, or make the disk <shareable/> if both may write',
  ],
  [
    /Could not access KVM kernel module|failed to initialize kvm/i,
    "KVM is not usable here: see that /dev/kvm exists and QEMU's user may open it, or use <domain type='qemu'>",
  ],
  [/Could not open .*: Permission denied/, "QEMU's user may not open the file; see who owns it and its folders"],
  [/Address already in use/, 'Another program listens there; choose another port, or autoport'],
  [/cannot set up guest memory|Cannot allocate memory/, 'The host has not enough free memory for this guest'],
  [
    /invalid accelerator|unsupported machine type|Could not find machine/i,
    'See virsh domcapabilities for what this QEMU offers',
  ],
]

/**
 * The refusal for a QEMU that ended before the guest ran.
 * @param greeted whether its monitor had answered before
 * @param words what it wrote, oldest first
 */
export function explainQemuExit(
  guest: string,
  greeted: boolean,
  words: string,
  status: ExitStatus | undefined,
): LibvirtError {
  const said = qemuWords(words).join('\n')
  const end =
    said === '' ? (status ? `it said nothing and ended with ${describeExit(status)}` : 'it said nothing') : said
  const front = greeted
    ? `QEMU unexpectedly closed the monitor (vm='${guest}')`
    : 'process exited while connecting to monitor'
  const hint = remedies.find(([complaint]) => complaint.test(said))?.[1]
  return new LibvirtError('INTERNAL_ERROR', `${front}: ${end}`, hint === undefined ? {} : { hint })
}
